import type { Tensor } from '@tensorflow/tfjs-core';
import { categoricalHinge } from '../losses/categorical-hinge.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean categorical hinge loss over every sample, for one-hot labels.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#categoricalhinge-class
 */
export class CategoricalHinge extends MeanOverSamples {
  static override readonly className: string = 'CategoricalHinge';
  static override readonly defaultName: string | null = 'categorical_hinge';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}
