import type { Tensor } from '@tensorflow/tfjs-core';
import { hinge } from '../losses/hinge.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/**
 * The mean hinge loss over every sample; labels are -1 and 1, or 0 and 1.
 *
 * @see https://keras.io/api/metrics/hinge_metrics/#hinge-class
 */
export class Hinge extends MeanOverSamples {
  static override readonly className: string = 'Hinge';
  static override readonly defaultName: string | null = 'hinge';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'down';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return hinge(yTrue, yPred);
  }
}
