import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface Moments {
  mean: Tensor;
  variance: Tensor;
}

/** Mean and variance over `axes`, which stay with size 1; `weights`, of a shape that broadcasts over `x`, says what counts. */
export function moments(x: Tensor, axes: number[], weights: Tensor | null = null): Moments {
  if (weights === null) {
    const mean = tf.mean(x, axes, true);
    return { mean, variance: tf.mean(tf.square(tf.sub(x, mean)), axes, true) };
  }
  // Keras's epsilon keeps an empty mask from dividing by zero.
  const count = tf.add(tf.sum(tf.broadcastTo(weights, x.shape), axes, true), 1e-7);
  const mean = tf.div(tf.sum(tf.mul(x, weights), axes, true), count);
  const squares = tf.mul(tf.square(tf.sub(x, mean)), weights);
  return { mean, variance: tf.div(tf.sum(squares, axes, true), count) };
}

/** `gamma * (x - mean) / sqrt(variance + epsilon) + beta`; everything but `x` is of a shape that broadcasts over it. */
export function normalize(
  x: Tensor,
  { mean, variance }: Moments,
  { gamma, beta, epsilon }: { gamma: Tensor | null; beta: Tensor | null; epsilon: number },
): Tensor {
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const scale = gamma === null ? inverse : tf.mul(inverse, gamma);
  // The mean is taken off first, so that values far from 0 keep their digits.
  const normal = tf.mul(tf.sub(x, mean), scale);
  return beta === null ? normal : tf.add(normal, beta);
}
