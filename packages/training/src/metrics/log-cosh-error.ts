import type { Tensor } from '@tensorflow/tfjs-core';
import { logCosh } from '../losses/log-cosh.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean of `log cosh(yPred - yTrue)` over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#logcosherror-class
 */
export class LogCoshError extends MeanOverSamples {
  static override readonly className: string = 'LogCoshError';
  static override readonly defaultName: string | null = 'logcosh';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}
