import type { Tensor } from '@tensorflow/tfjs-core';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean of `(yTrue - yPred)²` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meansquarederror-class
 */
export class MeanSquaredError extends MeanOverSamples {
  static override readonly className: string = 'MeanSquaredError';
  static override readonly defaultName: string | null = 'mean_squared_error';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}
