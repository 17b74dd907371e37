import type { Tensor } from '@tensorflow/tfjs-core';
import { squaredHinge } from '../losses/squared-hinge.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean squared hinge loss over every sample; labels are -1 and 1, or 0 and 1.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#squaredhinge-class
 */
export class SquaredHinge extends MeanOverSamples {
  static override readonly className: string = 'SquaredHinge';
  static override readonly defaultName: string | null = 'squared_hinge';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}
