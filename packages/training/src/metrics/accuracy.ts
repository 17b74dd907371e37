import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSample } from '../losses/per-sample.ts';
import { toFloat } from '../losses/shapes.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection } from './metric.ts';

/** 1 where `yTrue` and `yPred` are equal, 0 elsewhere. */
export function accuracy(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('accuracy', [yTrue, yPred], (t, p) => toFloat(tf.equal(t, p)));
}

/**
 * How often predictions equal targets.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#accuracy-class
 */
export class Accuracy extends MeanOverSamples {
  static override readonly className: string = 'Accuracy';
  static override readonly defaultName: string | null = 'accuracy';
  static override readonly options: readonly string[] = [];

  override readonly direction: MetricDirection = 'up';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return accuracy(yTrue, yPred);
  }
}
