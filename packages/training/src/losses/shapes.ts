import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { numbersOf } from './numbers.ts';

export function toFloat(value: Tensor): Tensor {
  const x = numbersOf(value, 'expected a tensor');
  return x.dtype === 'float32' ? x : tf.cast(x, 'float32');
}

/**
 * Two tensors whose ranks differ by one, brought to the same rank: `[n]` and `[n, 1]` both become `[n, 1]`; of two of higher
 * rank, the one with a last axis of size 1 loses it. Others stay as they are.
 */
export function matchRanks(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.rank < b.rank) return swap(matchRanks(b, a));
  if (a.rank !== b.rank + 1 || a.shape.at(-1) !== 1) return [a, b];
  return b.rank === 1 ? [a, tf.expandDims(b, -1)] : [tf.squeeze(a, [-1]), b];
}

function swap([a, b]: [Tensor, Tensor]): [Tensor, Tensor] {
  return [b, a];
}

/** `axis` counted from the front. Throws ShapeError if a tensor of that rank has no such axis. */
export function checkAxis(axis: number, rank: number, owner: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ShapeError(
    `${owner}: expected \`axis\` to be one of a tensor of rank ${rank}. Received: axis=${show(axis)}`,
  );
}

/** `x` with `axis` moved to the end. */
export function moveToEnd(x: Tensor, axis: number): Tensor {
  if (axis === x.rank - 1) return x;
  const rest = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return tf.transpose(x, [...rest, axis]);
}

/** Which class each label names: labels `[…]` → truths `[…, classes]`. */
export function oneHot(labels: Tensor, classes: number): Tensor {
  // tfjs makes none of a single class.
  if (classes < 2) return tf.equal(tf.expandDims(labels, -1), tf.zerosLike(tf.expandDims(labels, -1)));
  return tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'bool');
}

/** The error for targets and predictions that do not belong together; `hint` says what may help. */
export function pairError(owner: string, [yTrue, yPred]: readonly [Tensor, Tensor], expected: string): ShapeError {
  return new ShapeError(
    `${owner}: expected ${expected}. Received: yTrue.shape=${show(yTrue.shape)}, yPred.shape=${show(yPred.shape)}`,
  );
}

/** True if both tensors have one rank and every pair of sizes is equal or has a 1. */
export function broadcasts(a: Tensor, b: Tensor): boolean {
  return a.rank === b.rank && a.shape.every((size, i) => size === b.shape[i] || size === 1 || b.shape[i] === 1);
}

/**
 * The class numbers in `yTrue`, float32 or int32, with the shape of `yPred` without its classes: they may come as that or
 * with an axis of size 1 in their place.
 *
 * @throws ShapeError if they have another shape
 */
export function classNumbers(owner: string, pair: readonly [Tensor, Tensor], classAxis: number): Tensor {
  const [yTrue, yPred] = [numbersOf(pair[0], () => `${owner}: yTrue`), numbersOf(pair[1], () => `${owner}: yPred`)];
  const shape = yPred.shape.filter((_, i) => i !== classAxis);
  const isColumn = yTrue.rank === yPred.rank && yTrue.shape[classAxis] === 1;
  const labels = isColumn ? tf.squeeze(yTrue, [classAxis]) : yTrue;
  if (tf.util.arraysEqual(labels.shape, shape)) return labels.dtype === 'int32' ? labels : toFloat(labels);
  const isOneHot = tf.util.arraysEqual(yTrue.shape, yPred.shape);
  const hint = isOneHot ? ' (one-hot labels need the categorical form, not the sparse one)' : '';
  throw pairError(owner, pair, `class numbers \`yTrue\` of the shape of \`yPred\` without its classes${hint}`);
}
