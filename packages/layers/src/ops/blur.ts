import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** Every channel of `[batch, height, width, channels]` convolved with the same matrix, with zeros beyond the edges. */
export function filterImages(images: Tensor, matrix: readonly (readonly number[])[]): Tensor {
  const channels = images.shape[3] ?? 1;
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 1];
  const kernel = tf.tile(tf.tensor4d(matrix.flat(), [rows, columns, 1, 1]), [1, 1, channels, 1]);
  return tf.depthwiseConv2d(images as Tensor4D, kernel, 1, 'same');
}

/** A bell curve of `size` numbers whose sum is 1. */
export function gaussian(size: number, sigma: number): number[] {
  const bell = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2));
  const total = bell.reduce((sum, value) => sum + value, 0);
  return bell.map((value) => value / total);
}
