import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSampleOfOneShape } from '../losses/per-sample.ts';
import { toFloat } from '../losses/shapes.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/** 1 where the largest entries of `yTrue` and `yPred` are in the same place, 0 elsewhere: `[…, classes]` → `[…]`. */
export function categoricalAccuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSampleOfOneShape('categoricalAccuracy', [yTrue, yPred], (t, p) =>
    toFloat(tf.equal(tf.argMax(t, -1), tf.argMax(p, -1))),
  );
}

/**
 * How often the largest prediction is the true class, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class
 */
export class CategoricalAccuracy extends MeanOverSamples {
  static override readonly className: string = 'CategoricalAccuracy';
  static override readonly defaultName: string | null = 'categorical_accuracy';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'up';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalAccuracy(yTrue, yPred);
  }
}
