import * as tf from '@tensorflow/tfjs-core';
import type { GradientCase } from '../check-gradients.ts';

const ids = (values: number[] | number[][]): tf.Tensor => tf.tensor(values, undefined, 'int32');

/** What joins parts in another order and weighs them, so that each part has a gradient of its own. */
function mixed(parts: tf.Tensor[]): tf.Tensor {
  return tf.concat(parts.map((part, i) => tf.mul(tf.reshape(part, [-1]), i + 1)).reverse());
}

const splits: [number[], number | number[], number][] = [
  [[3], 1, 0],
  [[4], 2, 0],
  [[4], [1, 3], 0],
  [[4], [4], 0],
  [[4], [0, 4, 0], 0],
  [[4], [1, -1], 0],
  [[2, 3], 3, 1],
  [[2, 3], 1, 1],
  [[2, 3], 1, -1],
  [[2, 3], [1, 2], -1],
  [[2, 2, 3], [1, 1, 1], 2],
  [[1, 2, 2, 1, 2], 2, 1],
  [[1, 2, 1, 2, 1, 2], [2], 3],
  [[2, 6], 6, 1],
]; // prettier-ignore

const concats: [number[][], number][] = [
  [[[2, 3]], 0],
  [[[2, 3], [1, 3]], 0],
  [[[2, 1], [2, 3], [2, 2]], -1],
  [[[2, 0], [2, 2]], 1],
  [[[0, 2], [2, 2], [0, 2]], 0],
  [[[1, 2, 2], [1, 1, 2]], 1],
  [[[1, 1, 2, 1, 2], [1, 1, 2, 1, 1]], 4],
  [[[1, 2, 1, 1, 1, 2], [1, 1, 1, 1, 1, 2]], -5],
  [[[2], [3], [1], [2], [1]], 0],
]; // prettier-ignore

const stacks: [number[], number, number][] = [
  [[], 3, 0],
  [[2], 1, 0],
  [[2], 2, 1],
  [[2, 3], 3, 1],
  [[2, 3], 2, 2],
  [[2, 3], 2, -1],
  [[1, 2, 1, 2, 1], 2, 3],
];

const slices: [number[], number[], number[]][] = [
  [[4], [1], [2]],
  [[4], [1], [-1]],
  [[4], [4], [0]],
  [[2, 3], [1, 0], [1, 3]],
  [[2, 3, 2], [0, 1], [2, 1]],
  [[1, 2, 2, 3], [0, 1, 0, 1], [1, 1, 2, 2]],
  [[1, 2, 1, 2, 3], [0, 1, 0, 0, 1], [-1, -1, -1, -1, -1]],
  [[1, 2, 1, 1, 2, 3], [0, 1, 0, 0, 0, 1], [1, 1, 1, 1, 2, 1]],
]; // prettier-ignore

const pads: [number[], [number, number][]][] = [
  [[3], [[1, 2]]],
  [[2, 3], [[0, 0], [1, 0]]],
  [[1, 2, 2], [[1, 1], [0, 0], [2, 0]]],
  [[1, 2, 2, 1], [[0, 0], [1, 1], [1, 0], [0, 0]]],
  [[1, 1, 2, 1, 2], [[0, 1], [0, 0], [1, 0], [0, 0], [0, 1]]],
  [[1, 1, 2, 1, 2, 1], [[0, 1], [0, 0], [1, 0], [0, 0], [0, 1], [0, 0]]],
  [[0, 2], [[1, 1], [0, 1]]],
]; // prettier-ignore

const transposes: [number[], number[] | undefined][] = [
  [[], undefined],
  [[3], undefined],
  [[2, 3], undefined],
  [[2, 3], [0, 1]],
  [[2, 3, 2], [2, 0, 1]],
  [[2, 1, 3, 2], [3, 1, 0, 2]],
  [[1, 2, 1, 3, 2], [4, 2, 3, 0, 1]],
  [[1, 2, 1, 3, 1, 2], [5, 3, 4, 0, 2, 1]],
]; // prettier-ignore

const reverses: [number[], number | number[] | undefined][] = [
  [[], undefined],
  [[3], undefined],
  [[2, 3], undefined],
  [[2, 3], -1],
  [[2, 3, 2], [0, 2]],
  [[2, 1, 3, 2], [3, 1]],
  [[1, 2, 1, 3, 2], [1, -1]],
  [[2, 2], []],
]; // prettier-ignore

const tiles: [number[], number[]][] = [
  [[3], [2]],
  [
    [2, 3],
    [1, 2],
  ],
  [
    [1, 2, 3],
    [2, 1, 2],
  ],
  [
    [1, 2, 1, 2],
    [2, 1, 2, 1],
  ],
  [
    [1, 2, 1, 1, 2],
    [2, 1, 1, 1, 2],
  ],
];

const broadcasts: [number[], number[]][] = [
  [[], [2, 2]],
  [[3], [2, 3]],
  [
    [2, 1],
    [2, 3],
  ],
  [
    [2, 1, 2],
    [2, 2, 3, 2],
  ],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [1, 2, 1, 1, 2],
    [2, 2, 1, 2, 2],
  ],
];

export const shapeCases: GradientCase[] = [
  ...splits.map(([shape, sizes, axis]): GradientCase => [
    `split of [${shape.join()}] into ${JSON.stringify(sizes)} along ${axis}`, [shape], (x) => mixed(tf.split(x, sizes, axis)),
  ]),
  ['split, one part of many', [[2, 6]], (x) => tf.split(x, 3, 1)[1] ?? x],
  ['split into one, twice', [[2, 2]], (x) => tf.square(tf.split(tf.split(x, 1, 0)[0] ?? x, [2], 1)[0] ?? x)],
  ...concats.map(([shapes, axis]): GradientCase => [
    `concat of [${shapes.join('] and [')}] along ${axis}`, shapes, (...all) => tf.concat(all, axis),
  ]),
  ['concat of a tensor with itself', [[2, 3]], (x) => tf.concat([x, tf.zeros([2, 1]), x], 1)],
  ['concat with whole numbers', [[2]], (x) => tf.concat([x, tf.cast(ids([1, 2]), 'float32')])],
  ...stacks.map(([shape, count, axis]): GradientCase => [
    `stack of ${count} of [${shape.join()}] along ${axis}`, Array.from({ length: count }, () => shape), (...all) => tf.stack(all, axis),
  ]),
  ...stacks.filter(([shape]) => shape.length > 0).map(([shape]): GradientCase => [
    `unstack of [${shape.join()}]`, [shape], (x) => mixed(tf.unstack(x, -1)),
  ]),
  ['unstack of one', [[2, 1]], (x) => tf.square(tf.unstack(x, 1)[0] ?? x)],
  ...slices.map(([shape, begin, size]): GradientCase => [
    `slice of [${shape.join()}] from [${begin.join()}], [${size.join()}]`, [shape], (x) => tf.slice(x, begin, size),
  ]),
  ...pads.map(([shape, paddings]): GradientCase => [`pad of [${shape.join()}]`, [shape], (x) => tf.pad(x, paddings, 0.5)]),
  ['pad with a whole number', [[2, 2]], (x) => tf.pad(x, [[1, 0], [0, 1]], 3)],
  ...transposes.map(([shape, order]): GradientCase => [
    `transpose of [${shape.join()}] to [${order?.join() ?? 'default'}]`, [shape], (x) => tf.transpose(x, order),
  ]),
  ...reverses.map(([shape, axes]): GradientCase => [
    `reverse of [${shape.join()}] along ${JSON.stringify(axes)}`, [shape], (x) => tf.reverse(x, axes),
  ]),
  ...tiles.map(([shape, reps]): GradientCase => [`tile of [${shape.join()}] by [${reps.join()}]`, [shape], (x) => tf.tile(x, reps)]),
  ...broadcasts.map(([from, to]): GradientCase => [`broadcastTo from [${from.join()}] to [${to.join()}]`, [from], (x) => tf.broadcastTo(x, to)]),
  ['expandDims', [[2, 3]], (x) => tf.expandDims(x, 1)],
  ['expandDims of a scalar', [[]], (x) => tf.expandDims(x, 0)],
  ['expandDims to rank 6', [[1, 2, 1, 2, 1]], (x) => tf.expandDims(x, -1)],
  ['squeeze', [[2, 1, 3, 1]], (x) => tf.squeeze(x)],
  ['reshape', [[2, 3]], (x) => tf.reshape(x, [3, 1, 2])],
  ['reshape of a scalar', [[]], (x) => tf.reshape(x, [1, 1])],
  ['reshape of nothing', [[0, 3]], (x) => tf.reshape(x, [3, 0])],
  ['mirrorPad, reflect', [[3, 3]], (x) => tf.mirrorPad(x, [[1, 2], [0, 1]], 'reflect')],
  ['mirrorPad, symmetric', [[2, 3]], (x) => tf.mirrorPad(x, [[1, 2], [0, 1]], 'symmetric')],
  ['mirrorPad of volumes', [[2, 2, 2, 1]], (x) => tf.mirrorPad(x, [[0, 1], [1, 0], [1, 1], [0, 0]], 'symmetric')],
  ['spaceToBatchND', [[1, 2, 2, 1]], (x) => tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]])],
  ['spaceToBatchND with paddings', [[2, 3, 2, 2]], (x) => tf.spaceToBatchND(x, [2, 2], [[1, 0], [1, 1]])],
  ['spaceToBatchND along one axis', [[1, 3, 2]], (x) => tf.spaceToBatchND(x, [2], [[0, 1]])],
  ['batchToSpaceND', [[4, 1, 2, 1]], (x) => tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]])],
  ['batchToSpaceND with crops', [[4, 2, 2, 1]], (x) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]])],
  ['depthToSpace', [[1, 1, 2, 8]], (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC')],
  ['diag of a vector', [[3]], (x) => tf.diag(x)],
  ['meshgrid', [[2], [3]], (x, y) => { const [a = x, b = y] = tf.meshgrid(x, y); return tf.mul(tf.square(a), b); }],
  ['outerProduct', [[2], [3]], (x, y) => tf.outerProduct(x as tf.Tensor1D, y as tf.Tensor1D)],
  ['flip left and right', [[1, 2, 3, 2]], (x) => tf.image.flipLeftRight(x as tf.Tensor4D)],
  ['grayscale to colours', [[1, 2, 2, 1]], (x) => tf.image.grayscaleToRGB(x as tf.Tensor4D)],
  ['batches of bands', [[3, 3]], (x) => tf.linalg.bandPart(x, 1, 0)],
]; // prettier-ignore
