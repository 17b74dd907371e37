import { checkPositiveInteger, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf } from '../losses/numbers.ts';
import { classNumbers, toFloat } from '../losses/shapes.ts';
import { inTopK } from './in-top-k.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';
import type { TopKOptions } from './top-k-categorical-accuracy.ts';
import { functionOptions } from '../losses/function-options.ts';

export interface SparseTopKOptions extends TopKOptions {
  /** Whether `yPred` holds class numbers, the best first, rather than scores. Default: false. */
  fromSortedIds?: boolean;
}

export interface SparseTopKCategoricalAccuracyConfig extends MetricConfig, SparseTopKOptions {}

/** 1 where the label is among the `k` best predictions, 0 elsewhere: `[…]` or `[…, 1]`, and `[…, classes]` → `[…]`. */
export function sparseTopKCategoricalAccuracy(yTrue: Tensor, yPred: Tensor, options: SparseTopKOptions = {}): Tensor {
  const { k = 5, fromSortedIds = false } = functionOptions(options, 'sparseTopKCategoricalAccuracy', [
    'fromSortedIds',
    'k',
  ]);
  return tf.tidy(() => {
    const pair = pairOf('sparseTopKCategoricalAccuracy', yTrue, yPred);
    const scores = toFloat(pair[1]);
    const last = scores.rank - 1;
    const labels = classNumbers('sparseTopKCategoricalAccuracy', pair, last);
    if (!fromSortedIds) return inTopK(labels, scores, k);
    const size = scores.shape.map((length, i) => (i === last ? Math.min(k, length) : length));
    const best = tf.slice(scores, Array<number>(scores.rank).fill(0), size);
    return toFloat(tf.any(tf.equal(tf.expandDims(toFloat(labels), -1), best), -1));
  });
}

/**
 * How often the label is among the `k` best predictions, for class numbers.
 *
 * @throws ArgumentError if `k` is not a positive integer
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class
 */
export class SparseTopKCategoricalAccuracy extends MeanOverSamples {
  static override readonly className: string = 'SparseTopKCategoricalAccuracy';
  static override readonly defaultName: string | null = 'sparse_top_k_categorical_accuracy';
  static override readonly options: readonly string[] = [
    'fromSortedIds',
    'k',
  ] satisfies OptionsOf<SparseTopKCategoricalAccuracyConfig>;

  readonly k: number;
  readonly fromSortedIds: boolean;
  override readonly direction: MetricDirection = 'up';

  constructor(config: SparseTopKCategoricalAccuracyConfig = {}) {
    super(config);
    this.k = checkPositiveInteger(config.k ?? 5, { owner: this.describe(), name: 'k' });
    this.fromSortedIds = config.fromSortedIds ?? false;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseTopKCategoricalAccuracy(yTrue, yPred, this);
  }

  override getConfig(): SparseTopKCategoricalAccuracyConfig {
    return { ...super.getConfig(), k: this.k, fromSortedIds: this.fromSortedIds };
  }
}
