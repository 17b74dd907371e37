import * as tf from '@tensorflow/tfjs-core';
import { float, whole, type Case } from './values.ts';

export const reductionCases: Case[] = Object.entries({
  sum: tf.sum,
  mean: tf.mean,
  max: tf.max,
  min: tf.min,
  prod: tf.prod,
  argMax: (x: tf.Tensor, axis?: number | number[]) => tf.argMax(x, [axis ?? 0].flat()[0]),
  argMin: (x: tf.Tensor, axis?: number | number[]) => tf.argMin(x, [axis ?? 0].flat()[0]),
  logSumExp: tf.logSumExp,
  all: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.all(tf.cast(x, 'bool'), axis, keep),
  any: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.any(tf.cast(x, 'bool'), axis, keep),
}).flatMap(([name, f]) =>
  Object.entries({ float, whole }).flatMap(([type, make]) =>
    ([undefined, 0, 1, 2, [0, 2], [1, 2], [0, 1]] as (number | number[] | undefined)[]).map((axis): Case => [
      `${name} of ${type} along ${String(axis)}`,
      () => f(make([3, 4, 5], 2), axis, axis === 1),
    ]),
  ),
);

export const scanCases: Case[] = [0, 1, 2].flatMap((axis) =>
  [0, 1, 2, 3].flatMap((flags): Case[] => [
    [`cumsum ${axis} ${flags}`, () => tf.cumsum(float([3, 4, 5]), axis, (flags & 1) > 0, (flags & 2) > 0)],
    [`cumsum of whole ${axis} ${flags}`, () => tf.cumsum(whole([3, 4, 5]), axis, (flags & 1) > 0, (flags & 2) > 0)],
    [`cumprod ${axis} ${flags}`, () => tf.cumprod(float([3, 4, 5]), axis, (flags & 1) > 0, (flags & 2) > 0)],
  ]),
);
