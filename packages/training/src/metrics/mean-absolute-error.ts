import type { Tensor } from '@tensorflow/tfjs-core';
import { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean of `|yTrue - yPred|` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsoluteerror-class
 */
export class MeanAbsoluteError extends MeanOverSamples {
  static override readonly className: string = 'MeanAbsoluteError';
  static override readonly defaultName: string | null = 'mean_absolute_error';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}
