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

/** Moves what lies along the last axis `by` places to the front; `fill` comes in at the end. */
function forward(x: tf.Tensor, by: number, fill: number): tf.Tensor {
  const [rows = 0, columns = 0] = x.shape;
  return tf.concat([tf.slice(x, [0, by], [rows, columns - by]), tf.fill([rows, by], fill)], 1);
}

/**
 * Solves s[i] = a[i] + x[i + 1] · s[i + 1] along the last axis, from the end. In steps of 1, 2, 4, … each s[i] is written in
 * terms of one further away, so that no division is needed and zeros do no harm.
 */
function sumOfProducts(a: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const columns = x.shape.at(-1) ?? 0;
  let [sum, factor] = [a, forward(x, 1, 0)];
  for (let step = 1; step < columns; step *= 2) {
    sum = tf.add(sum, tf.mul(factor, forward(sum, step, 0)));
    factor = tf.mul(factor, forward(factor, step, 0));
  }
  return sum;
}

/** A cumulative product: x[i] has a share in all later ones, which is what stands before it times Σ dy · what follows. */
const cumprod = gradient<ScanAttrs>({ kernelName: 'Cumprod', inputsToSave: ['x'] }, ({ dy, saved, attrs }) => {
  const x = savedTensor(saved, 0);
  const axis = attrs.axis < 0 ? attrs.axis + x.rank : attrs.axis;
  const [order, undo] = axesLast(x.rank, [axis]);
  const ahead = (y: tf.Tensor): tf.Tensor => (attrs.reverse ? tf.reverse(y, -1) : y);
  const toRows = (y: tf.Tensor): tf.Tensor => ahead(tf.reshape(tf.transpose(y, order), [-1, x.shape[axis] ?? 1]));
  return {
    x: () => {
      const [rows, dRows] = [toRows(x), toRows(dy)];
      const following = sumOfProducts(attrs.exclusive ? forward(dRows, 1, 0) : dRows, rows);
      const dx = ahead(tf.mul(tf.cumprod(rows, 1, true), following));
      return tf.transpose(
        tf.reshape(
          dx,
          order.map((a) => x.shape[a] ?? 1),
        ),
        undo,
      );
    },
  };
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

export const scanGradients: readonly tf.GradConfig[] = [cumsum, cumprod, prod];
