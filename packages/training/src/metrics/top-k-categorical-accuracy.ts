import { checkPositiveInteger, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSampleOfOneShape } from '../losses/per-sample.ts';
import { inTopK } from './in-top-k.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricConfig, MetricDirection } from './metric.ts';
import { functionOptions } from '../losses/function-options.ts';

export interface TopKOptions {
  /** How many of the largest predictions count, a positive integer. Default: 5. */
  k?: number;
}

export interface TopKCategoricalAccuracyConfig extends MetricConfig, TopKOptions {}

/** 1 where the true class is among the `k` largest predictions, 0 elsewhere: `[…, classes]` → `[…]`. */
export function topKCategoricalAccuracy(yTrue: Tensor, yPred: Tensor, options: TopKOptions = {}): Tensor {
  const { k = 5 } = functionOptions(options, 'topKCategoricalAccuracy', ['k']);
  return perSampleOfOneShape('topKCategoricalAccuracy', [yTrue, yPred], (t, p) => inTopK(tf.argMax(t, -1), p, k));
}

/**
 * How often the true class is among the `k` largest predictions, for one-hot labels.
 *
 * @throws ArgumentError if `k` is not a positive integer
 * @see https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class
 */
export class TopKCategoricalAccuracy extends MeanOverSamples {
  static override readonly className: string = 'TopKCategoricalAccuracy';
  static override readonly defaultName: string | null = 'top_k_categorical_accuracy';
  static override readonly options: readonly string[] = ['k'] satisfies OptionsOf<TopKCategoricalAccuracyConfig>;

  readonly k: number;
  override readonly direction: MetricDirection = 'up';

  constructor(config: TopKCategoricalAccuracyConfig = {}) {
    super(config);
    this.k = checkPositiveInteger(config.k ?? 5, { owner: this.describe(), name: 'k' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return topKCategoricalAccuracy(yTrue, yPred, this);
  }

  override getConfig(): TopKCategoricalAccuracyConfig {
    return { ...super.getConfig(), k: this.k };
  }
}
