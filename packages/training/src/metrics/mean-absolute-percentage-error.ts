import type { Tensor } from '@tensorflow/tfjs-core';
import { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean of `100 |yTrue - yPred| / |yTrue|` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#meanabsolutepercentageerror-class
 */
export class MeanAbsolutePercentageError extends MeanOverSamples {
  static override readonly className: string = 'MeanAbsolutePercentageError';
  static override readonly defaultName: string | null = 'mean_absolute_percentage_error';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}
