import { checkConfig, type OptionsOf } from '@argali/core';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface ExponentialDecayConfig extends LearningRateScheduleConfig {
  initialLearningRate: number;
  /** Steps in which the rate is multiplied by `decayRate` once; positive. */
  decaySteps: number;
  decayRate: number;
  /** Whether the rate stays constant between multiples of `decaySteps`. Default: false. */
  staircase?: boolean;
}

/**
 * `initialLearningRate · decayRate^(step / decaySteps)`.
 *
 * @throws ArgumentError if `decaySteps` is not positive
 * @see https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/
 */
export class ExponentialDecay extends LearningRateSchedule {
  static override readonly className: string = 'ExponentialDecay';
  static readonly options: readonly string[] = [
    'initialLearningRate',
    'decaySteps',
    'decayRate',
    'staircase',
    'name',
  ] satisfies OptionsOf<ExponentialDecayConfig>;

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;

  constructor(config: ExponentialDecayConfig) {
    super(checkConfig(config, new.target).name ?? 'ExponentialDecay');
    this.initialLearningRate = this.finite('initialLearningRate', config.initialLearningRate);
    this.decaySteps = this.positive('decaySteps', config.decaySteps);
    this.decayRate = this.finite('decayRate', config.decayRate);
    this.staircase = config.staircase ?? false;
  }

  override call(step: number): number {
    const decays = step / this.decaySteps;
    return this.initialLearningRate * this.decayRate ** (this.staircase ? Math.floor(decays) : decays);
  }

  override getConfig(): ExponentialDecayConfig {
    const { initialLearningRate, decaySteps, decayRate, staircase, name } = this;
    return { initialLearningRate, decaySteps, decayRate, staircase, name };
  }
}
