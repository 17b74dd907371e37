import { checkOptions, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readBoxes, readFormat, readSize, type BoxFormat, type ImageSize, type Matrix } from './box-format.ts';

export interface ConvertFormatOptions extends ImageSize {
  source: BoxFormat;
  target: BoxFormat;
}

function product(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => [0, 1, 2, 3].map((j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)));
}

/** The matrix with its columns, which belong to x and y in turn, multiplied by two numbers in turn. */
function scaled(matrix: Matrix, x: number, y: number): Matrix {
  return matrix.map((row) => row.map((value, column) => value * (column % 2 === 0 ? x : y)));
}

/**
 * Boxes in another format: `[…, 4]` → `[…, 4]` float32. Between relative and absolute formats the size of the image is needed.
 *
 * @throws ArgumentError for an unknown format, or when `height` or `width` is missing
 * @throws ShapeError if the last axis is not of 4
 * @see https://keras.io/api/utils/bounding_boxes/
 */
export function convertFormat(boxes: TensorLike, options: ConvertFormatOptions): Tensor {
  checkOptions(options, 'convertFormat', ['source', 'target', 'height', 'width']);
  const owner = 'convertFormat';
  const source = readFormat(options.source, { owner, name: 'source' });
  const target = readFormat(options.target, { owner, name: 'target' });
  let { toCorners } = source;
  if (source.isRelative !== target.isRelative) {
    const [width, height] = readSize(options, owner);
    toCorners = source.isRelative ? scaled(toCorners, width, height) : scaled(toCorners, 1 / width, 1 / height);
  }
  const matrix = product(toCorners, target.fromCorners);
  return tf.tidy(() => {
    const tensor = readBoxes(boxes, owner);
    return tf.reshape(tf.matMul(tf.reshape(tensor, [-1, 4]), tf.tensor2d(matrix)), tensor.shape);
  });
}
