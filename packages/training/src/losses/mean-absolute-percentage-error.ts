import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';
import { EPSILON } from './probabilities.ts';

/** The mean of `100 |yTrue - yPred| / |yTrue|` over the last axis, the divisor at least 1e-7: `[…, d]` → `[…]`. */
export function meanAbsolutePercentageError(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('meanAbsolutePercentageError', [yTrue, yPred], (t, p) => {
    const size = tf.maximum(tf.abs(t), EPSILON);
    return tf.mul(tf.mean(tf.abs(tf.div(tf.sub(t, p), size)), -1), 100);
  });
}

/**
 * The mean error in percent of the true value.
 *
 * @see https://keras.io/api/losses/regression_losses/#meanabsolutepercentageerror-class
 */
export class MeanAbsolutePercentageError extends Loss {
  static override readonly className: string = 'MeanAbsolutePercentageError';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}
