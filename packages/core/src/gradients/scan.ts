import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor } from './tape.ts';

interface ScanAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** The order of axes that puts `axes` last, and the order that undoes it. */
function axesLast(rank: number, axes: readonly number[]): [order: number[], undo: number[]] {
  const order = [...Array(rank).keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  return [order, order.map((_, axis) => order.indexOf(axis))];
}

/** A cumulative sum from the other end. The kernel always sees the last axis. */
const cumsum = gradient<ScanAttrs>({ kernelName: 'Cumsum', inputsToSave: ['x'] }, ({ dy, saved, attrs }) => {
  const x = savedTensor(saved, 0);
  const axis = attrs.axis < 0 ? attrs.axis + x.rank : attrs.axis;
  return { x: () => tf.cumsum(dy, axis, attrs.exclusive, !attrs.reverse) };
});

/** The product of all others along the last axis: what comes before times what comes after. */
function productOfOthers(x: tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  return tf.mul(tf.cumprod(x, last, true, false), tf.cumprod(x, last, true, true));
}

const prod = gradient<{ axis?: number | number[] | null }>(
  { kernelName: 'Prod', inputsToSave: ['x'] },
  ({ dy, saved, attrs }) => {
    const x = savedTensor(saved, 0);
    const axes = tf.util.parseAxisParam(attrs.axis ?? [...x.shape.keys()], x.shape);
    return {
      x: () => {
        if (axes.length === 0) return dy;
        const [order, undo] = axesLast(x.rank, axes);
        const moved = tf.transpose(x, order);
        const kept = moved.shape.slice(0, x.rank - axes.length);
        const rows = tf.reshape(moved, [tf.util.sizeFromShape(kept), -1]);
        const rowGradients = tf.mul(productOfOthers(rows), tf.reshape(dy, [-1, 1]));
        return tf.transpose(tf.reshape(rowGradients, moved.shape), undo);
      },
    };
  },
);

export const scanGradients: readonly tf.GradConfig[] = [cumsum, prod];
