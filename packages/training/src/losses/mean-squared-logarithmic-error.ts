import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';
import { EPSILON } from './probabilities.ts';

/** The mean of `(log(1 + yTrue) - log(1 + yPred))²` over the last axis, both at least 1e-7: `[…, d]` → `[…]`. */
export function meanSquaredLogarithmicError(yTrue: Tensor, yPred: Tensor): Tensor {
  const log1p = (x: Tensor): Tensor => tf.log(tf.add(tf.maximum(x, EPSILON), 1));
  return perSample('meanSquaredLogarithmicError', [yTrue, yPred], (t, p) =>
    tf.mean(tf.squaredDifference(log1p(p), log1p(t)), -1),
  );
}

/**
 * The mean of the squared difference of the logarithms, for positive values whose ratio matters.
 *
 * @see https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class
 */
export class MeanSquaredLogarithmicError extends Loss {
  static override readonly className: string = 'MeanSquaredLogarithmicError';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}
