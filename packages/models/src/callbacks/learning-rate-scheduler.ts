import { checkConfig, checkFinite, invalidArgument, type OptionsOf } from '@argali/core';
import { print } from '../display/print.ts';
import { Callback, type Logs } from './callback.ts';

/** The learning rate for an epoch (counted from 0), given the present one. */
export type EpochSchedule = (epoch: number, learningRate: number) => number;

/**
 * Sets the optimizer's learning rate at the beginning of every epoch, and logs it as `learning_rate`.
 *
 * @throws ArgumentError if `schedule` is not a function, or what it gives not a finite number
 * @see https://keras.io/api/callbacks/learning_rate_scheduler/
 */
export class LearningRateScheduler extends Callback {
  static readonly options: readonly string[] = ['schedule', 'verbose'] satisfies OptionsOf<{
    schedule: EpochSchedule;
    verbose?: 0 | 1;
  }>;
  readonly schedule: EpochSchedule;
  readonly #verbose: boolean;

  constructor(config: { schedule: EpochSchedule; verbose?: 0 | 1 }) {
    super();
    const { schedule, verbose = 0 } = checkConfig(config, new.target);
    if (typeof schedule !== 'function')
      throw invalidArgument({ owner: 'LearningRateScheduler', name: 'schedule' }, 'a function of the epoch', schedule);
    this.schedule = schedule;
    this.#verbose = verbose > 0;
  }

  override onEpochBegin(epoch: number): void {
    const { optimizer } = this.model;
    const rate = this.schedule(epoch, optimizer.learningRate);
    optimizer.learningRate = checkFinite(rate, { owner: 'LearningRateScheduler', name: 'schedule(epoch)' });
    if (this.#verbose) print(`\nEpoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${rate}.\n`);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logs['learning_rate'] = this.model.optimizer.learningRate;
  }
}
