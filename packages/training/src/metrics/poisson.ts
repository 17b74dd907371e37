import type { Tensor } from '@tensorflow/tfjs-core';
import { poisson } from '../losses/poisson.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean Poisson loss `yPred - yTrue log yPred` over every sample.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#poisson-class
 */
export class Poisson extends MeanOverSamples {
  static override readonly className: string = 'Poisson';
  static override readonly defaultName: string | null = 'poisson';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
