import type { Tensor } from '@tensorflow/tfjs-core';
import { klDivergence } from '../losses/kl-divergence.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean Kullback-Leibler divergence of the predicted distribution from the true one.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#kldivergence-class
 */
export class KLDivergence extends MeanOverSamples {
  static override readonly className: string = 'KLDivergence';
  static override readonly defaultName: string | null = 'kl_divergence';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }
}
