import { checkBetween, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { categoricalCrossentropy, type CategoricalCrossentropyOptions } from '../losses/categorical-crossentropy.ts';
import { checkInteger } from '../losses/checks.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';

export interface CategoricalCrossentropyConfig extends MetricConfig, CategoricalCrossentropyOptions {}

/**
 * The mean cross-entropy of one-hot labels and the probabilities of the classes over every sample.
 *
 * @throws ArgumentError if `labelSmoothing` is not between 0 and 1
 * @see https://keras.io/api/metrics/probabilistic_metrics/#categoricalcrossentropy-class
 */
export class CategoricalCrossentropy extends MeanOverSamples {
  static override readonly className: string = 'CategoricalCrossentropy';
  static override readonly defaultName: string | null = 'categorical_crossentropy';
  static override readonly options: readonly string[] = [
    'fromLogits',
    'labelSmoothing',
    'axis',
  ] satisfies OptionsOf<CategoricalCrossentropyConfig>;

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;
  override readonly direction: MetricDirection = 'down';

  constructor(config: CategoricalCrossentropyConfig = {}) {
    super(config);
    const { fromLogits = false, labelSmoothing = 0, axis = -1 } = config;
    const owner = this.describe();
    this.fromLogits = fromLogits;
    this.labelSmoothing = checkBetween(labelSmoothing, { owner, name: 'labelSmoothing', low: 0, high: 1 });
    this.axis = checkInteger(axis, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, this);
  }

  override getConfig(): CategoricalCrossentropyConfig {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), fromLogits, labelSmoothing, axis };
  }
}
