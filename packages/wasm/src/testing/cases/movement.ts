import * as tf from '@tensorflow/tfjs-core';
import { ids, makers, truth, type Case } from './values.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

const movers: Record<string, Unary> = {
  reverse: (x) => tf.reverse(x, [0, -1]),
  slice: (x) => tf.slice(x, [1, 0, 2], [2, 3, 3]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 1, 4], [3, 4, 0], [2, 1, -2]),
  concat: (x) => tf.concat([x, x], 1),
  concatLast: (x) => tf.concat([x, tf.slice(x, 0, [3, 4, 2])], -1),
  stack: (x) => tf.stack([x, x], 2),
  tile: (x) => tf.tile(x, [2, 1, 3]),
  transpose: (x) => tf.transpose(x, [2, 0, 1]),
  pad: (x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
      [3, 1],
    ]),
  gather: (x) => tf.gather(x, ids([2, 0, 0]), 1),
  gatherFirst: (x) =>
    tf.gather(
      x,
      ids([
        [2, 0],
        [1, 1],
      ]),
    ),
  gatherBatched: (x) =>
    tf.gather(
      x,
      ids([
        [2, 0],
        [1, 1],
        [3, 3],
      ]),
      1,
      1,
    ),
  gatherND: (x) =>
    tf.gatherND(
      x,
      ids([
        [2, 0],
        [1, 1],
      ]),
    ),
  where: (x) => tf.where(truth([3, 4, 5], 9), x, tf.zerosLike(x)),
  broadcastTo: (x) => tf.broadcastTo(tf.slice(x, [0, 0, 0], [3, 1, 5]), [2, 3, 4, 5]),
  expandDims: (x) => tf.expandDims(x, 1),
  reshape: (x) => tf.reshape(x, [5, -1]),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 0],
        [3, 1],
      ],
      'reflect',
    ),
  symmetricPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [4, 0],
        [3, 1],
      ],
      'symmetric',
    ),
  clone: (x) => tf.clone(x),
  split: (x) => tf.stack(tf.split(x, 2, 1)),
  unstack: (x) => tf.stack(tf.unstack(x, 2), 1),
  fill: (x) => tf.concat([x, tf.fill([3, 4, 1], 1, x.dtype as 'int32')], 2),
};

export const movementCases: Case[] = Object.entries(movers).flatMap(([name, f]) =>
  Object.entries(makers).map(([type, make]): Case => [`${name} of ${type}`, () => f(make([3, 4, 5], 4))]),
);
