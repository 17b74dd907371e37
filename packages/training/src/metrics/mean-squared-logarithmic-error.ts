import type { Tensor } from '@tensorflow/tfjs-core';
import { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean of `(log(1 + yTrue) - log(1 + yPred))²` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meansquaredlogarithmicerror-class
 */
export class MeanSquaredLogarithmicError extends MeanOverSamples {
  static override readonly className: string = 'MeanSquaredLogarithmicError';
  static override readonly defaultName: string | null = 'mean_squared_logarithmic_error';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}
