import { checkBetween, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { binaryCrossentropy, type BinaryCrossentropyOptions } from '../losses/binary-crossentropy.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';

export interface BinaryCrossentropyConfig extends MetricConfig, Omit<BinaryCrossentropyOptions, 'axis'> {}

/**
 * The mean cross-entropy of labels 0 and 1 and the probabilities of a 1 over every sample.
 *
 * @throws ArgumentError if `labelSmoothing` is not between 0 and 1
 * @see https://keras.io/api/metrics/probabilistic_metrics/#binarycrossentropy-class
 */
export class BinaryCrossentropy extends MeanOverSamples {
  static override readonly className: string = 'BinaryCrossentropy';
  static override readonly defaultName: string | null = 'binary_crossentropy';
  static override readonly options: readonly string[] = [
    'fromLogits',
    'labelSmoothing',
  ] satisfies OptionsOf<BinaryCrossentropyConfig>;

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  override readonly direction: MetricDirection = 'down';

  constructor(config: BinaryCrossentropyConfig = {}) {
    super(config);
    const { fromLogits = false, labelSmoothing = 0 } = config;
    const of = { owner: this.describe(), name: 'labelSmoothing', low: 0, high: 1 };
    this.fromLogits = fromLogits;
    this.labelSmoothing = checkBetween(labelSmoothing, of);
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryCrossentropy(yTrue, yPred, this);
  }

  override getConfig(): BinaryCrossentropyConfig {
    const { fromLogits, labelSmoothing } = this;
    return { ...super.getConfig(), fromLogits, labelSmoothing };
  }
}
