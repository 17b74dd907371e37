import * as tf from '@tensorflow/tfjs-core';
import { float, image, positive, volume, type Case } from './values.ts';

/** Products, convolutions, pooling and normalisation. */
export const spatialCases: Case[] = [
  ['matMul', () => tf.matMul(float([2, 3, 4]), float([2, 4, 5], 2))],
  ['matMul, transposed', () => tf.matMul(float([4, 3]), float([5, 4], 2), true, true)],
  [
    'fused matMul',
    () =>
      tf.fused.matMul({
        a: float([3, 4]),
        b: float([4, 5], 2),
        bias: float([5], 3),
        activation: 'elu',
      }),
  ],
  [
    'fused matMul, prelu',
    () =>
      tf.fused.matMul({
        a: float([3, 4]),
        b: float([4, 5], 2),
        bias: float([5], 3),
        activation: 'prelu',
        preluActivationWeights: float([5], 4),
      }),
  ],
  ['conv2d', () => tf.conv2d(image([2, 5, 6, 3]), image([3, 2, 3, 4], 2), [2, 1], 'same')],
  ['conv2d, dilated', () => tf.conv2d(image([2, 7, 6, 3]), image([3, 2, 3, 4], 2), 1, 'valid', 'NHWC', [2, 3])],
  [
    'conv2d, padded',
    () =>
      tf.conv2d(
        image([2, 7, 6, 3]),
        image([3, 2, 3, 4], 2),
        2,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        'NHWC',
        1,
        'floor',
      ),
  ],
  [
    'fused conv2d',
    () =>
      tf.fused.conv2d({
        x: image([2, 5, 6, 3]),
        filter: image([3, 3, 3, 4], 2),
        strides: 1,
        pad: 'same',
        bias: float([4], 3),
        activation: 'leakyrelu',
        leakyreluAlpha: 0.3,
      }),
  ],
  [
    'fused conv2d, prelu',
    () =>
      tf.fused.conv2d({
        x: image([2, 5, 6, 3]),
        filter: image([3, 3, 3, 4], 2),
        strides: 1,
        pad: 'same',
        bias: float([4], 3),
        activation: 'prelu',
        preluActivationWeights: float([4], 4),
      }),
  ],
  ['conv2dTranspose', () => tf.conv2dTranspose(image([2, 3, 4, 3]), image([3, 2, 5, 3], 2), [2, 6, 8, 5], 2, 'same')],
  ['conv3d', () => tf.conv3d(volume([1, 4, 5, 3, 2]), volume([2, 3, 2, 2, 3], 2), [1, 2, 1], 'same')],
  [
    'conv3dTranspose',
    () => tf.conv3dTranspose(volume([1, 2, 3, 2, 3]), volume([2, 3, 2, 2, 3], 2), [1, 4, 6, 4, 2], 2, 'same'),
  ],
  ['depthwiseConv2d', () => tf.depthwiseConv2d(image([2, 5, 6, 3]), image([3, 2, 3, 2], 2), 1, 'same')],
  [
    'depthwiseConv2d, dilated',
    () => tf.depthwiseConv2d(image([2, 7, 6, 3]), image([3, 2, 3, 1], 2), 1, 'valid', 'NHWC', 2),
  ],
  [
    'fused depthwiseConv2d',
    () =>
      tf.fused.depthwiseConv2d({
        x: image([2, 5, 6, 3]),
        filter: image([3, 3, 3, 1], 2),
        strides: 2,
        pad: 'valid',
        bias: float([3], 3),
        activation: 'relu6',
      }),
  ],
  [
    'separableConv2d',
    () => tf.separableConv2d(image([2, 5, 6, 3]), image([3, 3, 3, 2], 2), image([1, 1, 6, 4], 3), 1, 'same'),
  ],
  ['maxPool', () => tf.maxPool(image([2, 5, 6, 3]), [3, 2], [2, 1], 'same')],
  ['maxPool, dilated', () => tf.pool(image([2, 6, 6, 3]), [2, 2], 'max', 'valid', [2, 2], 1)],
  ['avgPool', () => tf.avgPool(image([2, 5, 6, 3]), [3, 2], [2, 1], 'same')],
  ['maxPool3d', () => tf.maxPool3d(volume([1, 4, 5, 6, 2]), [2, 3, 2], [2, 1, 2], 'same')],
  ['avgPool3d', () => tf.avgPool3d(volume([1, 4, 5, 6, 2]), [2, 3, 2], [2, 1, 2], 'same')],
  ['maxPoolWithArgmax', () => Object.values(tf.maxPoolWithArgmax(image([2, 5, 6, 3]), [3, 2], [2, 2], 'valid'))],
  ['dilation2d', () => tf.dilation2d(image([2, 5, 6, 3]), float([2, 3, 3], 2) as tf.Tensor3D, [1, 2], 'same', [2, 1])],
  ['localResponseNormalization', () => tf.localResponseNormalization(image([2, 3, 4, 5]), 2, 1.5, 0.7, 0.6)],
  [
    'batchNorm',
    () =>
      tf.batchNorm(
        image([2, 3, 4, 5]),
        float([5], 2) as tf.Tensor1D,
        positive([5], 3) as tf.Tensor1D,
        float([5], 4) as tf.Tensor1D,
        float([5], 5) as tf.Tensor1D,
      ),
  ],
  [
    'batchNorm, of every entry',
    () => tf.batchNorm(image([2, 3, 4, 5]), image([2, 3, 4, 5], 2), positive([2, 3, 4, 5], 3) as tf.Tensor4D),
  ],
];
