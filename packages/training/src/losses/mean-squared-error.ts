import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** The mean of `(yTrue - yPred)²` over the last axis: `[…, d]` → `[…]`. */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('meanSquaredError', [yTrue, yPred], (t, p) => tf.mean(tf.squaredDifference(p, t), -1));
}

/**
 * The mean of `(yTrue - yPred)²`.
 *
 * @see https://keras.io/api/losses/regression_losses/#meansquarederror-class
 */
export class MeanSquaredError extends Loss {
  static override readonly className: string = 'MeanSquaredError';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}
