import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The labels of the axes of both operands and of the result, one letter each. */
export interface EinsumLabels {
  a: string;
  b: string;
  out: string;
}

/**
 * Multiplies `a` and `b` where their labels agree and sums over the labels that the result has not, by one matrix product.
 * A label occurs at most once in each operand.
 */
export function einsum(a: Tensor, b: Tensor, labels: EinsumLabels): Tensor {
  const inBoth = Array.from(labels.a).filter((label) => labels.b.includes(label));
  const batch = inBoth.filter((label) => labels.out.includes(label));
  const summed = inBoth.filter((label) => !labels.out.includes(label));
  const left = Array.from(labels.a).filter((label) => !labels.b.includes(label));
  const right = Array.from(labels.b).filter((label) => !labels.a.includes(label));
  const sizes = new Map<string, number>();
  Array.from(labels.a).forEach((label, axis) => sizes.set(label, a.shape[axis] ?? 1));
  Array.from(labels.b).forEach((label, axis) => sizes.set(label, b.shape[axis] ?? 1));
  const shapeOf = (group: readonly string[]): number[] => group.map((label) => sizes.get(label) ?? 1);
  const sizeOf = (group: readonly string[]): number => tf.util.sizeFromShape(shapeOf(group));

  const matrix = (x: Tensor, from: string, groups: readonly (readonly string[])[]): Tensor => {
    const ordered = inOrder(x, from, groups.flat());
    return tf.reshape(ordered, (batch.length === 0 ? groups.slice(1) : groups).map(sizeOf));
  };
  const product = tf.matMul(matrix(a, labels.a, [batch, left, summed]), matrix(b, labels.b, [batch, summed, right]));
  const order = [...batch, ...left, ...right];
  return inOrder(tf.reshape(product, shapeOf(order)), order.join(''), Array.from(labels.out));
}

/** `x`, whose axes bear the labels `from`, with its axes in the order `to`. */
function inOrder(x: Tensor, from: string, to: readonly string[]): Tensor {
  const order = to.map((label) => from.indexOf(label));
  return order.every((axis, i) => axis === i) ? x : tf.transpose(x, order);
}
