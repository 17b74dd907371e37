import * as tf from '@tensorflow/tfjs-core';
import { between, type GradientCase } from '../check-gradients.ts';

const x3 = (x: tf.Tensor): tf.Tensor3D => x as tf.Tensor3D;
const x4 = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
const x5 = (x: tf.Tensor): tf.Tensor5D => x as tf.Tensor5D;

type Padding = 'same' | 'valid' | number;
const paddings: Padding[] = ['same', 'valid', 1];

/** Products of all transpositions, with batches that are alike, of one, or missing. */
const products: GradientCase[] = [
  [[], []],
  [[2], [2]],
  [[1], [2]],
  [[2], [1]],
  [[2], []],
  [[1, 2], [1, 2]],
].flatMap(([batchA = [], batchB = []]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB): GradientCase => [
      `matMul of batches [${batchA.join()}] and [${batchB.join()}], ${transposeA ? 'a' : ''}${transposeB ? 'b' : ''} transposed`,
      [[...batchA, ...(transposeA ? [3, 2] : [2, 3])], [...batchB, ...(transposeB ? [2, 3] : [3, 2])]],
      (a, b) => tf.matMul(a, b, transposeA, transposeB),
    ]),
  ),
); // prettier-ignore

const convolutions: GradientCase[] = paddings.flatMap((pad): GradientCase[] => [
  [`conv2d, ${pad}`, [[1, 3, 4, 2], [2, 3, 2, 2]], (x, w) => tf.conv2d(x4(x), x4(w), 1, pad)],
  [`conv2d with strides, ${pad}`, [[1, 4, 3, 1], [2, 2, 1, 3]], (x, w) => tf.conv2d(x4(x), x4(w), [2, 1], pad)],
  [`conv2d of one pixel, ${pad}`, [[1, 3, 2, 3], [1, 1, 3, 2]], (x, w) => tf.conv2d(x4(x), x4(w), 1, pad)],
  [`conv2d, dilated, ${pad}`, [[1, 5, 4, 1], [2, 2, 1, 2]], (x, w) => tf.conv2d(x4(x), x4(w), 1, pad, 'NHWC', [2, 1])],
  [`depthwiseConv2d, ${pad}`, [[1, 3, 4, 2], [2, 3, 2, 1]], (x, w) => tf.depthwiseConv2d(x4(x), x4(w), 1, pad)],
  [`depthwiseConv2d with strides, ${pad}`, [[1, 4, 4, 2], [2, 2, 2, 2]], (x, w) => tf.depthwiseConv2d(x4(x), x4(w), 2, pad)],
]); // prettier-ignore

/** Kernels that only know the names of paddings. */
const named: GradientCase[] = (['same', 'valid'] as const).flatMap((pad): GradientCase[] => [
  [`conv1d, ${pad}`, [[2, 4, 2], [2, 2, 1]], (x, w) => tf.conv1d(x3(x), x3(w), 1, pad)],
  [`separableConv2d, ${pad}`, [[1, 3, 3, 2], [2, 2, 2, 1], [1, 1, 2, 2]], (x, d, p) => tf.separableConv2d(x4(x), x4(d), x4(p), 1, pad)],
  [`conv2dTranspose, ${pad}`, [[1, 2, 2, 2], [2, 3, 1, 2]], (x, w) => tf.conv2dTranspose(x4(x), x4(w), pad === 'same' ? [1, 2, 2, 1] : [1, 3, 4, 1], 1, pad)],
  [`conv2dTranspose with strides, ${pad}`, [[1, 2, 2, 1], [2, 2, 2, 1]], (x, w) => tf.conv2dTranspose(x4(x), x4(w), [1, 4, 4, 2], 2, pad)],
  [`conv3d, ${pad}`, [[1, 2, 3, 2, 2], [2, 2, 1, 2, 1]], (x, w) => tf.conv3d(x5(x), x5(w), 1, pad)],
  [`conv3d with strides, ${pad}`, [[1, 3, 2, 3, 1], [2, 1, 2, 1, 2]], (x, w) => tf.conv3d(x5(x), x5(w), 2, pad)],
  [`conv3dTranspose, ${pad}`, [[1, 2, 1, 2, 1], [2, 1, 2, 2, 1]], (x, w) => tf.conv3dTranspose(x5(x), x5(w), pad === 'same' ? [1, 2, 1, 2, 2] : [1, 3, 1, 3, 2], 1, pad)],
  [`dilation2d, ${pad}`, [[1, 3, 3, 2], [2, 2, 2]], (x, w) => tf.dilation2d(x4(tf.mul(x, 3)), x3(w), 1, pad)],
  [`maxPool, ${pad}`, [between(-9, 9, [[1, 4, 3, 2]])], (x) => tf.maxPool(x4(x), [2, 3], [2, 1], pad)],
  [`avgPool, ${pad}`, [[1, 3, 4, 2]], (x) => tf.avgPool(x4(x), [3, 2], [2, 1], pad)],
  [`maxPool3d with strides, ${pad}`, [between(-9, 9, [[1, 3, 4, 5, 1]])], (x) => tf.maxPool3d(x5(x), [2, 3, 2], [2, 1, 2], pad)],
  [`maxPool3d of cubes, ${pad}`, [between(-9, 9, [[1, 3, 3, 2, 2]])], (x) => tf.maxPool3d(x5(x), 2, 1, pad)],
  [`maxPool3d, ${pad}`, [between(-9, 9, [[1, 2, 3, 2, 1]])], (x) => tf.maxPool3d(x5(x), [2, 2, 1], 1, pad)],
  [`avgPool3d, ${pad}`, [[1, 3, 2, 3, 1]], (x) => tf.avgPool3d(x5(x), 2, [2, 1, 1], pad)],
  [`pool, ${pad}`, [[1, 4, 4, 1]], (x) => tf.pool(x4(x), 2, 'avg', pad, 1, 1)],
  [`pool, dilated, ${pad}`, [between(-9, 9, [[1, 5, 5, 1]])], (x) => tf.pool(x4(x), 2, 'max', pad, 2, 1)],
  [`maxPoolWithArgmax, ${pad}`, [between(-9, 9, [[1, 4, 3, 2]])], (x) => tf.maxPoolWithArgmax(x4(x), 2, 2, pad)['result'] ?? x],
]); // prettier-ignore

/** By given moments, with an offset and a scale. */
const normalized = (...all: tf.Tensor[]): tf.Tensor =>
  tf.batchNorm(...(all as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D]));

export const productCases: GradientCase[] = [
  ...products,
  ...convolutions,
  ...named,
  ['maxPool with a number of paddings', [between(-9, 9, [[1, 3, 3, 1]])], (x) => tf.maxPool(x4(x), 2, 1, 1, 'floor')],
  ['maxPool, rounded up', [between(-9, 9, [[1, 4, 4, 1]])], (x) => tf.maxPool(x4(x), 3, 2, 0, 'ceil')],
  ['maxPool3d with a number of paddings', [between(-9, 9, [[1, 2, 3, 3, 1]])], (x) => tf.maxPool3d(x5(x), [2, 3, 2], 1, 1, 'floor')],
  ['avgPool, rounded up', [[1, 4, 4, 1]], (x) => tf.avgPool(x4(x), 3, 2, 0, 'ceil')],
  ['avgPool with a number of paddings', [[1, 3, 3, 1]], (x) => tf.avgPool(x4(x), 2, 1, 1, 'floor')],
  ['conv2d with explicit paddings', [[1, 2, 2, 1], [2, 2, 1, 1]], (x, w) => tf.conv2d(x4(x), x4(w), 1, [[0, 0], [1, 0], [0, 1], [0, 0]])],
  ['depthwiseConv2d, dilated', [[1, 5, 5, 2], [2, 2, 2, 1]], (x, w) => tf.depthwiseConv2d(x4(x), x4(w), 1, 'same', 'NHWC', 2)],
  ['conv3d, dilated', [[1, 3, 3, 3, 1], [2, 2, 2, 1, 1]], (x, w) => tf.conv3d(x5(x), x5(w), 1, 'valid', 'NDHWC', [2, 1, 2])],
  ['dot of vectors', [[3], [3]], (a, b) => tf.dot(a, b)],
  ['dot of a vector and a matrix', [[3], [3, 2]], (a, b) => tf.dot(a, b)],
  ['dot of a matrix and a vector', [[2, 3], [3]], (a, b) => tf.dot(a, b)],
  ['einsum', [[2, 3], [3, 2, 2]], (a, b) => tf.einsum('ij,jkl->ikl', a, b)],
  ['einsum to a sum', [[2, 3]], (a) => tf.einsum('ij->j', a)],
  ['a square product of one tensor', [[2, 2]], (x) => tf.matMul(x, x)],
  ['fused.matMul, relu', [[2, 3], [3, 2], [2]], (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' })],
  ['fused.conv2d', [[1, 3, 3, 1], [2, 2, 1, 2], [2]], (x, w, bias) => tf.fused.conv2d({ x: x4(x), filter: x4(w), strides: 1, pad: 'same', bias, activation: 'relu' })],
  ['fused.depthwiseConv2d', [[1, 3, 3, 2], [2, 2, 2, 1], [2]], (x, w, bias) => tf.fused.depthwiseConv2d({ x: x4(x), filter: x4(w), strides: 1, pad: 'same', bias, activation: 'relu' })],
  ['local response normalisation', [[1, 2, 2, 4]], (x) => tf.localResponseNormalization(x4(x), 1, 1.2, 0.7, 0.6)],
  ['local response normalisation, the defaults', [[1, 1, 2, 7]], (x) => tf.localResponseNormalization(x4(x))],
  ['local response normalisation of one image', [[2, 1, 3]], (x) => tf.localResponseNormalization(x3(x), 2, 1, 0.5, 0.5)],
  ['batchNorm of rank 2', [[3, 2], [2], between(0.5, 2, [[2]]), [2], [2]], normalized],
  ['batchNorm of rank 4', [[1, 2, 2, 2], [2], between(0.5, 2, [[2]]), [2], [2]], normalized],
  ['resizeBilinear', [[1, 2, 3, 1]], (x) => tf.image.resizeBilinear(x4(x), [3, 2])],
  ['resizeNearestNeighbor', [[1, 2, 3, 1]], (x) => tf.image.resizeNearestNeighbor(x4(x), [4, 4])],
  ['basicLSTMCell', [[], [3, 8], [8], [2, 1], [2, 2], [2, 2]], (...all) => tf.concat(tf.basicLSTMCell(...(all as Parameters<typeof tf.basicLSTMCell>)))],
  ['linalg.gramSchmidt', [[2, 3]], (x) => tf.linalg.gramSchmidt(x as tf.Tensor2D) as tf.Tensor],
]; // prettier-ignore
