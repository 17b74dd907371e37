import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Multiplies `a` and `b`, sample by sample, and sums over one axis of each: `[batch, …a]` and `[batch, …b]` →
 * `[batch, …a, …b]` without the two axes.
 */
export function batchDot(a: Tensor, b: Tensor, [axisA, axisB]: readonly [number, number]): Tensor {
  const keptA = otherAxes(a.rank, axisA);
  const keptB = otherAxes(b.rank, axisB);
  const sizesA = keptA.map((axis) => a.shape[axis] ?? 1);
  const sizesB = keptB.map((axis) => b.shape[axis] ?? 1);
  const [batch = 1] = a.shape;
  const count = a.shape[axisA] ?? 1;
  const rows = tf.reshape(tf.transpose(a, [0, ...keptA, axisA]), [batch, tf.util.sizeFromShape(sizesA), count]);
  const columns = tf.reshape(tf.transpose(b, [0, axisB, ...keptB]), [batch, count, tf.util.sizeFromShape(sizesB)]);
  return tf.reshape(tf.matMul(rows, columns), [batch, ...sizesA, ...sizesB]);
}

/** The axes that are neither the batch's nor `axis`. */
function otherAxes(rank: number, axis: number): number[] {
  return Array.from({ length: rank }, (_, i) => i).filter((i) => i !== 0 && i !== axis);
}
