import { checkConfig, DataError, type OptionsOf } from '@argali/core';
import { Callback, type Logs } from './callback.ts';

/**
 * Ends training as soon as the loss is not finite.
 *
 * @see https://keras.io/api/callbacks/terminate_on_nan/
 */
export class TerminateOnNaN extends Callback {
  static readonly options: readonly string[] = ['raiseError'] satisfies OptionsOf<{ raiseError?: boolean }>;
  readonly raiseError: boolean;

  /** @param config.raiseError whether `fit` throws a `DataError` instead of ending quietly. Default: false */
  constructor(config: { raiseError?: boolean } = {}) {
    super();
    const { raiseError = false } = checkConfig(config, new.target);
    this.raiseError = raiseError;
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    const { loss } = logs;
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.raiseError) throw new DataError(`Batch ${batch}: the loss is not finite. Received: loss=${loss}`);
    this.model.stopTraining = true;
  }
}
