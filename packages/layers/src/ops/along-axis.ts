import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Multiplies `x` along one axis by a matrix `[to][from]`: the axis of size `from` becomes one of size `to`. */
export function multiplyAlong(x: Tensor, matrix: readonly (readonly number[])[], axis: number): Tensor {
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const [rows, rest] = [tf.util.sizeFromShape(before), tf.util.sizeFromShape(after)];
  const columns = tf.reshape(x, [rows, x.shape[axis] ?? 1, rest]);
  const weights = tf.tensor3d([matrix as number[][]]);
  return tf.reshape(tf.matMul(weights, columns), [...before, matrix.length, ...after]);
}
