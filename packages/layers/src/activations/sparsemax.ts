import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis.ts';

/**
 * `max(x - tau, 0)` along `axis`, with Keras's threshold: over the `k` values that are in the support,
 * `tau = (the sum of their running sums, largest first, - 1) / k`. That is the paper's `tau`, and the result sums to 1,
 * where `k` is 1; for a larger support Keras's values are smaller.
 *
 * @throws ArgumentError if `x` has no such axis
 * @see https://keras.io/api/layers/activations/#sparsemax-function
 * @see https://arxiv.org/abs/1602.02068
 */
export function sparsemax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  return alongAxis(x, { owner: 'sparsemax', axis }, sparsemaxOfRows);
}

/** As no gradient goes through a sort, `tau` is written as a weighted sum of `x`, with weights that do not depend on it. */
function sparsemaxOfRows(x: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor, tf.GradSaveFunc];
    const { size, weights } = thresholdWeights(x);
    const tau = tf.sub(tf.sum(tf.mul(weights, x), -1, true), tf.reciprocal(size));
    const value = tf.relu(tf.sub(x, tau));
    save([value, weights]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
      const [value, weights] = saved as [Tensor, Tensor];
      const active = tf.mul(dy, tf.step(value));
      return tf.sub(active, tf.mul(tf.sum(active, -1, true), weights));
    };
    return { value, gradFunc };
  })(x);
}

/** The size `k` of each row's support, and the weight of each value: `(k - rank) / k`, where the largest has rank 0. */
function thresholdWeights(x: Tensor): { size: Tensor; weights: Tensor } {
  const n = x.shape[x.rank - 1] ?? 1;
  const { values, indices } = tf.topk(x, n);
  const threshold = tf.div(tf.sub(tf.cumsum(values, x.rank - 1), 1), tf.range(1, n + 1));
  const size = tf.sum(tf.cast(tf.greater(values, threshold), 'float32'), -1, true);
  // Sorting the indices gives where in the order each value came.
  const rank = tf.topk(tf.neg(tf.cast(indices, 'float32')), n).indices;
  return { size, weights: tf.div(tf.relu(tf.sub(size, rank)), size) };
}
