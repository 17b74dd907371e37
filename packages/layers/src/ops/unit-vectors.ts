import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `x` divided by its Euclidean norm over `axes`; what is zero stays zero. */
export function unitVectors(x: Tensor, axes: number[]): Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axes, true), 1e-14)));
}
