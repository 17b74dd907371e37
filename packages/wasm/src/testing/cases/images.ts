import * as tf from '@tensorflow/tfjs-core';
import { ids, image, type Case } from './values.ts';

export const imageCases: Case[] = [
  ['resizeBilinear', () => tf.image.resizeBilinear(image([2, 3, 4, 5]), [7, 6])],
  ['resizeBilinear, aligned', () => tf.image.resizeBilinear(image([2, 3, 4, 5]), [2, 7], true)],
  ['resizeBilinear, centres', () => tf.image.resizeBilinear(image([2, 3, 4, 5]), [7, 3], false, true)],
  ['resizeNearestNeighbor', () => tf.image.resizeNearestNeighbor(image([2, 3, 4, 5]), [7, 6])],
  ['resizeNearestNeighbor, aligned', () => tf.image.resizeNearestNeighbor(image([2, 3, 4, 5]), [2, 7], true)],
  ['resizeNearestNeighbor, centres', () => tf.image.resizeNearestNeighbor(image([2, 3, 4, 5]), [7, 3], false, true)],
  [
    'cropAndResize',
    () =>
      tf.image.cropAndResize(
        image([2, 5, 4, 3]),
        tf.tensor2d([
          [0.1, 0.2, 0.8, 1.2],
          [0.9, 0, 0.1, 1],
        ]),
        ids([1, 0]) as tf.Tensor1D,
        [3, 4],
        'bilinear',
        7,
      ),
  ],
  [
    'cropAndResize, nearest',
    () =>
      tf.image.cropAndResize(
        image([2, 5, 4, 3]),
        tf.tensor2d([
          [0.1, 0.2, 0.8, 1.2],
          [0.9, 0, 0.1, 1],
        ]),
        ids([1, 0]) as tf.Tensor1D,
        [3, 4],
        'nearest',
        7,
      ),
  ],
  ['flipLeftRight', () => tf.image.flipLeftRight(image([2, 3, 4, 3]))],
  ['rotateWithOffset', () => tf.image.rotateWithOffset(image([2, 5, 4, 3]), 0.7, [2, 5, 1], 0.4)],
  [
    'transform',
    () =>
      tf.image.transform(
        image([1, 5, 4, 3]),
        tf.tensor2d([[1.2, 0.1, -0.5, 0.2, 0.8, 0.3, 0.01, 0.02]]),
        'bilinear',
        'reflect',
        0,
        [6, 3],
      ),
  ],
  [
    'transform, nearest',
    () =>
      tf.image.transform(
        image([1, 5, 4, 3]),
        tf.tensor2d([[1.2, 0.1, -0.5, 0.2, 0.8, 0.3, 0.01, 0.02]]),
        'nearest',
        'constant',
        2,
      ),
  ],
  [
    'transform, wrapped',
    () =>
      tf.image.transform(image([1, 5, 4, 3]), tf.tensor2d([[2.2, 0.1, -5.5, 0.2, 1.8, 3.3, 0, 0]]), 'bilinear', 'wrap'),
  ],
  [
    'transform, the edge repeated',
    () =>
      tf.image.transform(
        image([1, 5, 4, 3]),
        tf.tensor2d([[2.2, 0.1, -5.5, 0.2, 1.8, 3.3, 0, 0]]),
        'nearest',
        'nearest',
      ),
  ],
  [
    'transform, reflected far',
    () =>
      tf.image.transform(
        image([1, 5, 4, 3]),
        tf.tensor2d([[9.2, 0.1, -25.5, 0.2, -7.8, 3.3, 0, 0]]),
        'bilinear',
        'reflect',
      ),
  ],
];
