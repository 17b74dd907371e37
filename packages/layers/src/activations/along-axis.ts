import { invalidArgument, positiveAxis, sizeOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A function of a tensor's last axis; its result has the shape of its argument. */
export type LastAxisFunction = (x: Tensor) => Tensor;

/** What {@link alongAxis} needs beside the tensor. */
export interface AlongAxisOptions {
  /** Whom an error names. */
  owner: string;
  /** One axis, or several that are taken together as one. */
  axis: number | readonly number[];
}

/** `f` applied along any axis of `x` instead of the last. */
export function alongAxis(x: Tensor, { owner, axis }: AlongAxisOptions, f: LastAxisFunction): Tensor {
  const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => positiveAxis(a, x.rank));
  if (axes.length === 0 || axes.some((a) => !Number.isInteger(a) || a < 0 || a >= x.rank))
    throw invalidArgument({ owner, name: 'axis' }, `an axis of a tensor of rank ${x.rank}`, axis);
  if (axes.length === 1 && axes[0] === x.rank - 1) return f(x);
  const order = [...x.shape.keys()].filter((a) => !axes.includes(a)).concat(axes);
  const back = order.map((_, a) => order.indexOf(a));
  return tf.tidy(() => {
    const moved = tf.transpose(x, order);
    const rows = tf.reshape(moved, [-1, sizeOf(axes.map((a) => x.shape[a] ?? 1))]);
    return tf.transpose(tf.reshape(f(rows), moved.shape), back);
  });
}
