import { checkConfig, checkFinite, checkNonNegativeInteger, type OptionsOf } from '@argali/core';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { print } from '../display/print.ts';
import { Callback, type Logs } from './callback.ts';
import { checkMonitor, isLargerBetter, monitoredValue, type Monitor, type MonitorMode } from './monitor.ts';

export interface EarlyStoppingConfig {
  /** Key of the logs to watch. Default: `'val_loss'`. */
  monitor?: string;
  /** A smaller improvement does not count. Default: 0. */
  minDelta?: number;
  /** How many epochs without improvement to wait. Default: 0. */
  patience?: number;
  /** 1 prints when it acts. Default: 0. */
  verbose?: 0 | 1;
  /** Whether smaller or larger is better. Default: `'auto'`: losses smaller, and metrics as they say. */
  mode?: MonitorMode;
  /** A value that has to be beaten for an epoch to count as an improvement. */
  baseline?: number | null;
  /** Whether to go back to the weights of the best epoch. Default: false. */
  restoreBestWeights?: boolean;
  /** Epochs to let pass before watching. Default: 0. */
  startFromEpoch?: number;
}

/**
 * Stops training when a quantity has stopped improving.
 *
 * @throws ArgumentError for a negative patience, an unknown mode or a `minDelta` that is not finite; and in the first epoch if
 * the mode is `'auto'` and the metric does not say which way is better
 * @see https://keras.io/api/callbacks/early_stopping/
 */
export class EarlyStopping extends Callback {
  static readonly options: readonly string[] = [
    'monitor',
    'minDelta',
    'patience',
    'verbose',
    'mode',
    'baseline',
    'restoreBestWeights',
    'startFromEpoch',
  ] satisfies OptionsOf<EarlyStoppingConfig>;
  readonly monitor: string;
  readonly minDelta: number;
  readonly patience: number;
  readonly restoreBestWeights: boolean;
  readonly baseline: number | null;
  readonly startFromEpoch: number;
  /** The epoch after which training was stopped; 0 if it was not. */
  stoppedEpoch = 0;
  /** The best epoch so far, and its value. */
  bestEpoch = 0;
  best: number | null = null;

  readonly #monitor: Monitor;
  readonly #verbose: boolean;
  #wait = 0;
  #bestWeights: Tensor[] | null = null;

  constructor(config: EarlyStoppingConfig = {}) {
    super();
    checkConfig(config, new.target);
    const owner = 'EarlyStopping';
    this.#monitor = checkMonitor(config, owner);
    this.monitor = this.#monitor.monitor;
    this.minDelta = Math.abs(checkFinite(config.minDelta ?? 0, { owner, name: 'minDelta' }));
    this.patience = checkNonNegativeInteger(config.patience ?? 0, { owner, name: 'patience' });
    this.startFromEpoch = checkNonNegativeInteger(config.startFromEpoch ?? 0, { owner, name: 'startFromEpoch' });
    this.baseline = config.baseline == null ? null : checkFinite(config.baseline, { owner, name: 'baseline' });
    this.restoreBestWeights = config.restoreBestWeights ?? false;
    this.#verbose = (config.verbose ?? 0) > 0;
  }

  override onTrainBegin(): void {
    this.#wait = 0;
    this.stoppedEpoch = 0;
    this.best = null;
    this.bestEpoch = 0;
    this.#forgetWeights();
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    const value = monitoredValue(logs, this.monitor, 'Early stopping');
    if (value === null) return;
    const isLarger = isLargerBetter(this.model, this.#monitor, 'EarlyStopping');
    if (epoch < this.startFromEpoch) return;
    // Until something is better, the first weights seen are the best there are.
    if (this.restoreBestWeights && this.#bestWeights === null) this.#keepWeights(epoch);
    this.#wait++;
    if (this.#isBetter(value, this.best, isLarger)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (this.restoreBestWeights) this.#keepWeights(epoch);
      if (this.baseline === null || this.#isBetter(value, this.baseline, isLarger)) this.#wait = 0;
      return;
    }
    if (this.#wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.#verbose) print(`Epoch ${this.stoppedEpoch + 1}: early stopping\n`);
    if (this.#bestWeights !== null) {
      if (this.#verbose) print(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.\n`);
      this.model.setWeights(this.#bestWeights);
    }
    this.#forgetWeights();
  }

  #isBetter(value: number, reference: number | null, isLarger: boolean): boolean {
    if (reference === null) return !Number.isNaN(value);
    return isLarger ? value - this.minDelta > reference : value + this.minDelta < reference;
  }

  #keepWeights(epoch: number): void {
    this.#forgetWeights();
    this.#bestWeights = this.model.getWeights();
    this.bestEpoch = epoch;
  }

  #forgetWeights(): void {
    if (this.#bestWeights) dispose(this.#bestWeights);
    this.#bestWeights = null;
  }
}
