import { checkConfig, checkNonNegativeInteger, type OptionsOf } from '@argali/core';
import { cosine } from './cosine.ts';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface CosineDecayConfig extends LearningRateScheduleConfig {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Steps of the decay, after the warm-up; positive. */
  decaySteps: number;
  /** The final rate as a fraction of the highest. Default: 0. */
  alpha?: number;
  /** The rate that the warm-up rises to. Default: `null`, no warm-up. */
  warmupTarget?: number | null;
  /** Steps of the warm-up. Default: 0. */
  warmupSteps?: number;
}

/**
 * A straight rise to `warmupTarget`, if there is one, then half a cosine wave down to `alpha` times the highest rate.
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", https://arxiv.org/abs/1608.03983
 *
 * @throws ArgumentError if `decaySteps` is not positive or `warmupSteps` is negative
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/
 */
export class CosineDecay extends LearningRateSchedule {
  static override readonly className: string = 'CosineDecay';
  static readonly options: readonly string[] = [
    'initialLearningRate',
    'decaySteps',
    'alpha',
    'warmupTarget',
    'warmupSteps',
    'name',
  ] satisfies OptionsOf<CosineDecayConfig>;

  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly alpha: number;
  readonly warmupTarget: number | null;
  readonly warmupSteps: number;

  constructor(config: CosineDecayConfig) {
    super(checkConfig(config, new.target).name ?? 'CosineDecay');
    this.initialLearningRate = this.finite('initialLearningRate', config.initialLearningRate);
    this.decaySteps = this.positive('decaySteps', config.decaySteps);
    this.alpha = this.finite('alpha', config.alpha ?? 0);
    this.warmupTarget = config.warmupTarget == null ? null : this.finite('warmupTarget', config.warmupTarget);
    this.warmupSteps = checkNonNegativeInteger(config.warmupSteps ?? 0, { owner: this.name, name: 'warmupSteps' });
  }

  override call(step: number): number {
    const { initialLearningRate, warmupTarget, alpha } = this;
    const warmupSteps = warmupTarget === null ? 0 : this.warmupSteps;
    const top = warmupTarget ?? initialLearningRate;
    if (step < warmupSteps) return initialLearningRate + (top - initialLearningRate) * (step / warmupSteps);
    const done = Math.min(1, (step - warmupSteps) / this.decaySteps);
    return top * ((1 - alpha) * cosine(done) + alpha);
  }

  override getConfig(): CosineDecayConfig {
    const { initialLearningRate, decaySteps, alpha, name, warmupTarget, warmupSteps } = this;
    return { initialLearningRate, decaySteps, alpha, name, warmupTarget, warmupSteps };
  }
}
