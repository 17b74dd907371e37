import {
  checkBetween,
  checkConfig,
  checkFinite,
  checkNonNegativeInteger,
  invalidArgument,
  type OptionsOf,
} from '@argali/core';
import { print } from '../display/print.ts';
import { Callback, type Logs } from './callback.ts';
import { checkMonitor, isLargerBetter, monitoredValue, type Monitor, type MonitorMode } from './monitor.ts';

export interface ReduceLROnPlateauConfig {
  /** Key of the logs to watch. Default: `'val_loss'`. */
  monitor?: string;
  /** What the learning rate is multiplied by, below 1. Default: 0.1. */
  factor?: number;
  /** How many epochs without improvement to wait. Default: 10. */
  patience?: number;
  /** 1 prints when it acts. Default: 0. */
  verbose?: 0 | 1;
  /** Whether smaller or larger is better. Default: `'auto'`: losses smaller, and metrics as they say. */
  mode?: MonitorMode;
  /** A smaller improvement does not count. Default: 1e-4. */
  minDelta?: number;
  /** Epochs to wait after a reduction. Default: 0. */
  cooldown?: number;
  /** The rate does not go below this. Default: 0. */
  minLr?: number;
}

/**
 * Lowers the learning rate when a quantity has stopped improving.
 *
 * @throws ArgumentError for a factor of 1 or more; and in the first epoch if the mode is `'auto'` and the metric does not say
 * which way is better
 * @see https://keras.io/api/callbacks/reduce_lr_on_plateau/
 */
export class ReduceLROnPlateau extends Callback {
  static readonly options: readonly string[] = [
    'monitor',
    'factor',
    'patience',
    'verbose',
    'mode',
    'minDelta',
    'cooldown',
    'minLr',
  ] satisfies OptionsOf<ReduceLROnPlateauConfig>;
  readonly monitor: string;
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly minLr: number;

  readonly #monitor: Monitor;
  readonly #verbose: boolean;
  #best: number | null = null;
  #wait = 0;
  #cooldownLeft = 0;

  constructor(config: ReduceLROnPlateauConfig = {}) {
    super();
    checkConfig(config, new.target);
    const owner = 'ReduceLROnPlateau';
    this.#monitor = checkMonitor(config, owner);
    this.monitor = this.#monitor.monitor;
    this.factor = checkBetween(config.factor ?? 0.1, { owner, name: 'factor', low: 0, high: 1 });
    if (this.factor >= 1) throw invalidArgument({ owner, name: 'factor' }, 'below 1', this.factor);
    this.patience = checkNonNegativeInteger(config.patience ?? 10, { owner, name: 'patience' });
    this.cooldown = checkNonNegativeInteger(config.cooldown ?? 0, { owner, name: 'cooldown' });
    this.minDelta = Math.abs(checkFinite(config.minDelta ?? 1e-4, { owner, name: 'minDelta' }));
    this.minLr = checkFinite(config.minLr ?? 0, { owner, name: 'minLr' });
    this.#verbose = (config.verbose ?? 0) > 0;
  }

  override onTrainBegin(): void {
    this.#best = null;
    this.#wait = 0;
    this.#cooldownLeft = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    logs['learning_rate'] = this.model.optimizer.learningRate;
    const value = monitoredValue(logs, this.monitor, 'Learning rate reduction is');
    if (value === null) return;
    const isLarger = isLargerBetter(this.model, this.#monitor, 'ReduceLROnPlateau');
    const cooling = this.#cooldownLeft > 0;
    if (cooling) {
      this.#cooldownLeft--;
      this.#wait = 0;
    }
    if (this.#isBetter(value, isLarger)) {
      this.#best = value;
      this.#wait = 0;
    } else if (this.#cooldownLeft === 0 && ++this.#wait >= this.patience) this.#reduce(epoch);
  }

  #isBetter(value: number, isLarger: boolean): boolean {
    if (this.#best === null) return !Number.isNaN(value);
    return isLarger ? value > this.#best + this.minDelta : value < this.#best - this.minDelta;
  }

  #reduce(epoch: number): void {
    const { optimizer } = this.model;
    if (optimizer.learningRate <= Math.fround(this.minLr)) return;
    optimizer.learningRate = Math.max(optimizer.learningRate * this.factor, this.minLr);
    this.#cooldownLeft = this.cooldown;
    this.#wait = 0;
    if (this.#verbose)
      print(`\nEpoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${optimizer.learningRate}.\n`);
  }
}
