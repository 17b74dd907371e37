import { checkConfig, type OptionsOf } from '@argali/core';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface InverseTimeDecayConfig extends LearningRateScheduleConfig {
  initialLearningRate: number;
  /** Steps in which the divisor grows by `decayRate`; positive. */
  decaySteps: number;
  decayRate: number;
  /** Whether the rate stays constant between multiples of `decaySteps`. Default: false. */
  staircase?: boolean;
}

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @throws ArgumentError if `decaySteps` is not positive
 * @see https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/
 */
export class InverseTimeDecay extends LearningRateSchedule {
  static override readonly className: string = 'InverseTimeDecay';
  static readonly options: readonly string[] = [
    'initialLearningRate',
    'decaySteps',
    'decayRate',
    'staircase',
    'name',
  ] satisfies OptionsOf<InverseTimeDecayConfig>;

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;

  constructor(config: InverseTimeDecayConfig) {
    super(checkConfig(config, new.target).name ?? 'InverseTimeDecay');
    this.initialLearningRate = this.finite('initialLearningRate', config.initialLearningRate);
    this.decaySteps = this.positive('decaySteps', config.decaySteps);
    this.decayRate = this.finite('decayRate', config.decayRate);
    this.staircase = config.staircase ?? false;
  }

  override call(step: number): number {
    const decays = step / this.decaySteps;
    return this.initialLearningRate / (1 + this.decayRate * (this.staircase ? Math.floor(decays) : decays));
  }

  override getConfig(): InverseTimeDecayConfig {
    const { initialLearningRate, decaySteps, decayRate, staircase, name } = this;
    return { initialLearningRate, decaySteps, decayRate, staircase, name };
  }
}
