import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSample } from '../losses/per-sample.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The square root of the mean of `(yTrue - yPred)²` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class
 */
export class RootMeanSquaredError extends MeanOverSamples {
  static override readonly className: string = 'RootMeanSquaredError';
  static override readonly defaultName: string | null = 'root_mean_squared_error';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return perSample('RootMeanSquaredError', [yTrue, yPred], (t, p) => tf.squaredDifference(p, t));
  }

  override result(): Tensor {
    return tf.tidy(() => tf.sqrt(super.result()));
  }
}
