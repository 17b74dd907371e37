import { checkBetween, checkConfig, checkOneOf, type OptionsOf } from '@argali/core';
import { cosine } from './cosine.ts';
import { LearningRateSchedule, type LearningRateScheduleConfig } from './learning-rate-schedule.ts';

export interface OneCycleConfig extends LearningRateScheduleConfig {
  /** The highest rate. */
  maxLearningRate: number;
  /** Steps of the whole training; positive. */
  totalSteps: number;
  /** The part of the steps in which the rate rises, between 0 and 1. Default: 0.3. */
  rise?: number;
  /** The first rate is `maxLearningRate / divFactor`. Default: 25. */
  divFactor?: number;
  /** The last rate is the first one divided by this. Default: 10,000. */
  finalDivFactor?: number;
  /** How the rate moves between these. Default: `'cosine'`. */
  anneal?: 'cosine' | 'linear';
}

/**
 * One rise to `maxLearningRate` and one longer fall to almost nothing, over `totalSteps`. Keras has no such schedule.
 *
 * Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates",
 * https://arxiv.org/abs/1708.07120, with the defaults of fastai and PyTorch.
 *
 * @throws ArgumentError if `totalSteps` or a factor is not positive, or `rise` is not between 0 and 1
 */
export class OneCycle extends LearningRateSchedule {
  static override readonly className: string = 'OneCycle';
  static readonly options: readonly string[] = [
    'maxLearningRate',
    'totalSteps',
    'rise',
    'divFactor',
    'finalDivFactor',
    'anneal',
    'name',
  ] satisfies OptionsOf<OneCycleConfig>;

  readonly maxLearningRate: number;
  readonly totalSteps: number;
  readonly rise: number;
  readonly divFactor: number;
  readonly finalDivFactor: number;
  readonly anneal: 'cosine' | 'linear';

  constructor(config: OneCycleConfig) {
    super(checkConfig(config, new.target).name ?? 'OneCycle');
    const owner = this.name;
    this.maxLearningRate = this.finite('maxLearningRate', config.maxLearningRate);
    this.totalSteps = this.positive('totalSteps', config.totalSteps);
    this.rise = checkBetween(config.rise ?? 0.3, { owner, name: 'rise', low: 0, high: 1 });
    this.divFactor = this.positive('divFactor', config.divFactor ?? 25);
    this.finalDivFactor = this.positive('finalDivFactor', config.finalDivFactor ?? 1e4);
    this.anneal = checkOneOf(config.anneal ?? 'cosine', { owner, name: 'anneal', choices: ['cosine', 'linear'] });
  }

  override call(step: number): number {
    const first = this.maxLearningRate / this.divFactor;
    const last = first / this.finalDivFactor;
    const topStep = this.rise * this.totalSteps;
    if (step < topStep) return this.#between(first, this.maxLearningRate, step / topStep);
    // The final step has the number totalSteps - 1.
    const fall = Math.max(1, this.totalSteps - 1 - topStep);
    return this.#between(this.maxLearningRate, last, Math.min(1, (step - topStep) / fall));
  }

  #between(from: number, to: number, done: number): number {
    return to + (from - to) * (this.anneal === 'cosine' ? cosine(done) : 1 - done);
  }

  override getConfig(): OneCycleConfig {
    const { maxLearningRate, totalSteps, rise, divFactor, finalDivFactor, anneal, name } = this;
    return { maxLearningRate, totalSteps, rise, divFactor, finalDivFactor, anneal, name };
  }
}
