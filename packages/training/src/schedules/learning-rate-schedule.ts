import { invalidArgument } from '@argali/core';

export interface LearningRateScheduleConfig {
  /** Default: the class name. */
  name?: string | null;
}

/**
 * A learning rate that depends on the step: the number of updates made so far, from 0. A subclass gives `call` and
 * `getConfig`.
 *
 * @see https://keras.io/api/optimizers/learning_rate_schedules/learning_rate_schedule/
 */
export abstract class LearningRateSchedule {
  static readonly className: string = 'LearningRateSchedule';

  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The learning rate of step number `step`. */
  abstract call(step: number): number;

  abstract getConfig(): object;

  /** `value` as a number of steps, which has to be positive (it may have a fraction). */
  protected positive(name: string, value: unknown): number {
    if (typeof value !== 'number' || !(value > 0) || value === Infinity)
      throw invalidArgument({ owner: this.name, name }, 'a positive number', value);
    return value;
  }

  protected finite(name: string, value: unknown): number {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalidArgument({ owner: this.name, name }, 'a finite number', value);
    return value;
  }
}
