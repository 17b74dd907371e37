import { checkConfig, type OptionsOf } from '@argali/core';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface PolynomialDecayConfig extends LearningRateScheduleConfig {
  initialLearningRate: number;
  /** Steps to reach `endLearningRate`; positive. */
  decaySteps: number;
  /** Default: 0.0001. */
  endLearningRate?: number;
  /** Default: 1, a straight line. */
  power?: number;
  /** Whether the period stretches to the next multiple of `decaySteps` instead of staying at the end. Default: false. */
  cycle?: boolean;
}

/**
 * `(initialLearningRate - endLearningRate) · (1 - step / decaySteps)^power + endLearningRate`.
 *
 * @throws ArgumentError if `decaySteps` is not positive
 * @see https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/
 */
export class PolynomialDecay extends LearningRateSchedule {
  static override readonly className: string = 'PolynomialDecay';
  static readonly options: readonly string[] = [
    'initialLearningRate',
    'decaySteps',
    'endLearningRate',
    'power',
    'cycle',
    'name',
  ] satisfies OptionsOf<PolynomialDecayConfig>;

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly endLearningRate: number;
  readonly power: number;
  readonly cycle: boolean;

  constructor(config: PolynomialDecayConfig) {
    super(checkConfig(config, new.target).name ?? 'PolynomialDecay');
    this.initialLearningRate = this.finite('initialLearningRate', config.initialLearningRate);
    this.decaySteps = this.positive('decaySteps', config.decaySteps);
    this.endLearningRate = this.finite('endLearningRate', config.endLearningRate ?? 0.0001);
    this.power = this.finite('power', config.power ?? 1);
    this.cycle = config.cycle ?? false;
  }

  override call(step: number): number {
    const { initialLearningRate, endLearningRate, power } = this;
    const periods = step / this.decaySteps;
    const done = this.cycle ? periods / Math.max(1, Math.ceil(periods)) : Math.min(1, periods);
    return (initialLearningRate - endLearningRate) * (1 - done) ** power + endLearningRate;
  }

  override getConfig(): PolynomialDecayConfig {
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle, name } = this;
    return { initialLearningRate, decaySteps, endLearningRate, power, cycle, name };
  }
}
