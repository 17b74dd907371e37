import * as tf from '@tensorflow/tfjs-core';
import { logSoftmaxOfRows } from '../../../kernels.ts';
import { between, type GradientCase } from '../check-gradients.ts';

type Axes = number | number[] | undefined;
type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const reductions: Record<string, Reduction> = {
  sum: tf.sum,
  mean: tf.mean,
  prod: tf.prod,
  max: tf.max,
  min: tf.min,
  logSumExp: tf.logSumExp,
  'the variance': (x, axis, keepDims) => tf.moments(x, axis, keepDims).variance,
  'the euclidean norm': (x, axis, keepDims) => tf.norm(x, 'euclidean', axis, keepDims),
  euclideanNorm: tf.euclideanNorm,
};

const shapesAndAxes: [number[], Axes[]][] = [
  [[], [undefined, []]],
  [[3], [undefined, 0, -1, [0], []]],
  [[1], [undefined, 0]],
  [[2, 3], [undefined, 0, 1, -1, -2, [0, 1], [1, 0], [-1, 0]]],
  [[1, 3], [0, 1]],
  [[2, 3, 2], [undefined, 1, [0, 2], [2, 0], [-1, 1]]],
  [[2, 1, 2, 1, 2], [2, [0, 2], [-1, -3], undefined]],
  [[1, 2, 1, 2, 1, 2], [3, [1, 3, 5]]],
]; // prettier-ignore

/** Norms know one or two axes, or none given. */
function isPossible(name: string, axes: Axes): boolean {
  return !/norm/i.test(name) || !Array.isArray(axes) || (axes.length > 0 && axes.length < 3);
}

const scans: GradientCase[] = [tf.cumsum, tf.cumprod].flatMap((scan) =>
  [[4], [2, 3], [2, 1, 3, 2], [1, 2, 1, 2, 1, 2]].flatMap((shape) =>
    [0, 1].filter((axis) => axis < shape.length).flatMap((axis) =>
      [0, 1, 2, 3].map((flags): GradientCase => [
        `${scan === tf.cumsum ? 'cumsum' : 'cumprod'} of [${shape.join()}] along ${axis}, ${['', 'exclusive', 'reversed', 'both'][flags]}`,
        [shape],
        (x) => scan(x, axis, (flags & 1) > 0, (flags & 2) > 0),
      ]),
    ),
  ),
); // prettier-ignore

export const reductionCases: GradientCase[] = [
  ...Object.entries(reductions).flatMap(([name, f]) =>
    shapesAndAxes.flatMap(([shape, all]) =>
      all.filter((axes) => isPossible(name, axes)).flatMap((axes) =>
        [false, true].map((keepDims): GradientCase => [
          `${name} of [${shape.join()}] along ${JSON.stringify(axes)}${keepDims ? ', kept' : ''}`,
          [between(-1.5, 1.7, [shape])],
          (x) => f(x, axes, keepDims),
        ]),
      ),
    ),
  ),
  ...scans,
  ...[1, Infinity, -Infinity].flatMap((order): GradientCase[] => [
    [`the norm of order ${order} of a vector`, [[4]], (x) => tf.norm(x, order)],
    [`the norm of order ${order} along an axis`, [[2, 3]], (x) => tf.norm(x, order, 1)],
    [`the norm of order ${order} of matrices`, [[2, 3, 2]], (x) => tf.norm(x, order, [0, 1])],
  ]),
  ['the norm of matrices of one row', [[2, 1, 3]], (x) => tf.norm(x, 'fro', [1, 2])],
  ['the norm along an axis of one', [between(0.1, 2, [[2, 1, 3]])], (x) => tf.norm(x, 2, 1)],
  ['a sum of nothing', [[2, 0]], (x) => tf.sum(x, 1)],
  ['a sum of no axes', [[2, 2]], (x) => tf.sum(x, [])],
  ['softmax of a vector', [[4]], (x) => tf.softmax(x)],
  ['softmax of one', [[2, 1]], (x) => tf.softmax(x)],
  ['softmax of rank 6', [[1, 2, 1, 2, 1, 3]], (x) => tf.softmax(x)],
  ['logSoftmax', [[2, 3]], (x) => tf.logSoftmax(x)],
  ['logSoftmax of rank 4', [[1, 2, 2, 3]], (x) => tf.logSoftmax(x)],
  ['logSoftmax in one kernel', [[2, 3]], (x) => logSoftmaxOfRows(x)],
  ['logSoftmax along an axis before the last', [[2, 3]], (x) => tf.transpose(tf.logSoftmax(tf.transpose(x)))],
  ['moments', [[2, 3, 2]], (x) => { const { mean, variance } = tf.moments(x, [0, 2]); return tf.mul(mean, variance); }],
  ['bincount, the weights', [[4]], (weights) => tf.bincount(tf.tensor1d([1, 0, 1, 3], 'int32'), weights as tf.Tensor1D, 5)],
  ['denseBincount, the weights', [[2, 3]], (weights) => tf.denseBincount(tf.tensor2d([1, 0, 1, 3, 9, 0], [2, 3], 'int32'), weights as tf.Tensor2D, 5)],
]; // prettier-ignore
