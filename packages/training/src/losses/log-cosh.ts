import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** The mean of `log cosh(yPred - yTrue)` over the last axis: `[…, d]` → `[…]`. */
export function logCosh(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('logCosh', [yTrue, yPred], (t, p) => {
    const error = tf.sub(p, t);
    return tf.mean(tf.sub(tf.add(error, tf.softplus(tf.mul(error, -2))), Math.LN2), -1);
  });
}

/**
 * Like half the squared error where it is small, like the absolute error where it is large.
 *
 * @see https://keras.io/api/losses/regression_losses/#logcosh-class
 */
export class LogCosh extends Loss {
  static override readonly className: string = 'LogCosh';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}
