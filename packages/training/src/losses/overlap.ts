import { invalidArgument } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EPSILON } from './probabilities.ts';
import { checkAxis } from './shapes.ts';

/** The axes that the sums go over; `null`: all. */
export type OverlapAxis = number | readonly number[] | null;

/** Counts from the front. Throws ShapeError if `rank` has no such axis. */
export function checkAxes(axis: OverlapAxis, rank: number, owner: string): number[] | undefined {
  if (axis === null) return undefined;
  const axes: unknown = typeof axis === 'number' ? [axis] : axis;
  if (!Array.isArray(axes)) throw invalidArgument({ owner, name: 'axis' }, 'an axis, several, or null', axis);
  return (axes as readonly number[]).map((one) => checkAxis(one, rank, owner));
}

/** `1 - part / (whole + 1e-7)`. */
export function missingShare(part: Tensor, whole: Tensor): Tensor {
  return tf.sub(1, tf.div(part, tf.add(whole, EPSILON)));
}
