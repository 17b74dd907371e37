import { checkConfig, type OptionsOf } from '@argali/core';
import { cosine } from './cosine.ts';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface CosineDecayRestartsConfig extends LearningRateScheduleConfig {
  initialLearningRate: number;
  /** Steps of the first period; positive. */
  firstDecaySteps: number;
  /** How much longer each period is than the one before; positive. Default: 2. */
  tMul?: number;
  /** How much higher each period starts than the one before. Default: 1. */
  mMul?: number;
  /** The lowest rate as a fraction of `initialLearningRate`. Default: 0. */
  alpha?: number;
}

/**
 * Half a cosine wave down, again and again, each period `tMul` times longer and starting `mMul` times higher.
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", https://arxiv.org/abs/1608.03983
 *
 * @throws ArgumentError if `firstDecaySteps` or `tMul` is not positive
 * @see https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/
 */
export class CosineDecayRestarts extends LearningRateSchedule {
  static override readonly className: string = 'CosineDecayRestarts';
  static readonly options: readonly string[] = [
    'initialLearningRate',
    'firstDecaySteps',
    'tMul',
    'mMul',
    'alpha',
    'name',
  ] satisfies OptionsOf<CosineDecayRestartsConfig>;

  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  readonly tMul: number;
  readonly mMul: number;
  readonly alpha: number;

  constructor(config: CosineDecayRestartsConfig) {
    super(checkConfig(config, new.target).name ?? 'SGDRDecay');
    this.initialLearningRate = this.finite('initialLearningRate', config.initialLearningRate);
    this.firstDecaySteps = this.positive('firstDecaySteps', config.firstDecaySteps);
    this.tMul = this.positive('tMul', config.tMul ?? 2);
    this.mMul = this.finite('mMul', config.mMul ?? 1);
    this.alpha = this.finite('alpha', config.alpha ?? 0);
  }

  override call(step: number): number {
    const { tMul, alpha } = this;
    const passed = step / this.firstDecaySteps;
    // Periods of lengths 1, tMul, tMul² … end at (tMul^n - 1) / (tMul - 1). Shrinking ones never get past 1 / (1 - tMul).
    const lengths = 1 + passed * (tMul - 1);
    if (lengths <= 0) return this.initialLearningRate * alpha;
    const restarts = Math.floor(tMul === 1 ? passed : Math.log(lengths) / Math.log(tMul));
    const start = tMul === 1 ? restarts : (tMul ** restarts - 1) / (tMul - 1);
    const done = (passed - start) / tMul ** restarts;
    return this.initialLearningRate * ((1 - alpha) * this.mMul ** restarts * cosine(done) + alpha);
  }

  override getConfig(): CosineDecayRestartsConfig {
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha, name } = this;
    return { initialLearningRate, firstDecaySteps, tMul, mMul, alpha, name };
  }
}
