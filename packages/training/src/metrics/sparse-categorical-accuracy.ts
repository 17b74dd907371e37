import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf } from '../losses/numbers.ts';
import { classNumbers, toFloat } from '../losses/shapes.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/** 1 where the largest entry of `yPred` is at the label, 0 elsewhere: `[…]` or `[…, 1]`, and `[…, classes]` → `[…]`. */
export function sparseCategoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  return tf.tidy(() => {
    const pair = pairOf('sparseCategoricalAccuracy', yTrue, yPred);
    const labels = classNumbers('sparseCategoricalAccuracy', pair, pair[1].rank - 1);
    return toFloat(tf.equal(labels, tf.cast(tf.argMax(pair[1], -1), labels.dtype)));
  });
}

/**
 * How often the largest prediction is the true class, for class numbers.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class
 */
export class SparseCategoricalAccuracy extends MeanOverSamples {
  static override readonly className: string = 'SparseCategoricalAccuracy';
  static override readonly defaultName: string | null = 'sparse_categorical_accuracy';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'up';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseCategoricalAccuracy(yTrue, yPred);
  }
}
