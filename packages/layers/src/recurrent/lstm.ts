import { declaredOptions, library, optionsFor } from '@argali/core';
import { checkCudnn } from './check-cudnn.ts';
import { BaseRNN, type BaseRNNConfig } from './base-rnn.ts';
import { LSTMCell, type LSTMCellConfig } from './lstm-cell.ts';

export interface LSTMConfig extends BaseRNNConfig, LSTMCellConfig {
  /** `false` or `'auto'`: the fastest kernels that there are are used in any case. */
  useCudnn?: 'auto' | false;
}

/**
 * Long short-term memory; see {@link LSTMCell}. Shapes: `[batch, steps, in]` → `[batch, units]`, or `[batch, steps, units]`
 * with `returnSequences`; with `returnState` the last h and c follow, `[batch, units]`. Call arguments: `initialState`,
 * one tensor for each state; `mask`, bool `[batch, steps]`: masked steps leave the state as it is.
 *
 * Source: Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if states, mask or batch size do not fit
 * @see https://keras.io/api/layers/recurrent_layers/lstm/
 */
export class LSTM extends BaseRNN<LSTMConfig, LSTMCell> {
  static override readonly className: string = 'LSTM';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['useCudnn', ...declaredOptions(LSTMCell)];
  protected override readonly namesActivityRegularizer = true;

  constructor(config: LSTMConfig) {
    super(
      config,
      () => new LSTMCell({ ...optionsFor(config, LSTMCell), name: 'lstm_cell', activityRegularizer: null }),
    );
    checkCudnn(config.useCudnn, this.describe());
    this.inputSpec = { ndim: 3 };
  }

  override getConfig(): LSTMConfig {
    return { ...this.cell.getConfig(), ...super.getConfig() };
  }
}
