import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What stands beyond the edges of an image `abcd`: `kkkk|abcd|kkkk`, `aaaa|abcd|dddd`, `dcba|abcd|dcba`, `dcb|abcd|cba`, `abcd|abcd|abcd`. */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'mirror' | 'wrap';

export interface Sampling {
  interpolation: 'nearest' | 'bilinear';
  fillMode: FillMode;
  /** For `'constant'`. */
  fillValue: number;
}

/** Where in its image each pixel of the outcome comes from, batch by rows by columns; fractions lie between pixels. */
export interface SamplePoints {
  y: Float32Array;
  x: Float32Array;
}

/**
 * Eight numbers `a0 a1 a2 b0 b1 b2 c0 c1`: the pixel of the outcome at `(x, y)` is the image's at
 * `(a0 x + a1 y + a2, b0 x + b1 y + b2) / (c0 x + c1 y + 1)`.
 */
export type Projection = readonly number[];

/** The points that one projection for each image means. */
export function projectedPoints(projections: readonly Projection[], height: number, width: number): SamplePoints {
  const count = projections.length * height * width;
  const points = { y: new Float32Array(count), x: new Float32Array(count) };
  let at = 0;
  for (const [a0 = 1, a1 = 0, a2 = 0, b0 = 0, b1 = 1, b2 = 0, c0 = 0, c1 = 0] of projections)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const k = c0 * x + c1 * y + 1;
        points.x[at] = (a0 * x + a1 * y + a2) / k;
        points.y[at++] = (b0 * x + b1 * y + b2) / k;
      }
  return points;
}

/** The images `[batch, height, width, channels]` at the given points, of which there is one for each pixel. */
export function sampleImages(
  images: Tensor,
  points: SamplePoints,
  { interpolation, fillMode, fillValue }: Sampling,
): Tensor {
  const [, height = 1, width = 1, channels = 1] = images.shape;
  const count = points.x.length;
  const taps = interpolation === 'nearest' ? 1 : 4;
  const indices = new Int32Array(count * taps);
  const weights = new Float32Array(count * taps);
  const fill = new Float32Array(count);
  const tap = (at: number, { pixel, row, column, weight }: Tap): void => {
    const y = inside(row, height, fillMode);
    const x = inside(column, width, fillMode);
    if (y < 0 || x < 0) {
      fill[pixel] = (fill[pixel] ?? 0) + weight * fillValue;
      return;
    }
    const image = Math.floor(pixel / (height * width));
    indices[at] = (image * height + y) * width + x;
    weights[at] = weight;
  };
  for (let pixel = 0; pixel < count; pixel++) {
    const [y = 0, x = 0] = [points.y[pixel], points.x[pixel]];
    if (taps === 1) tap(pixel, { pixel, row: round(y), column: round(x), weight: 1 });
    else
      for (let corner = 0; corner < 4; corner++) {
        const row = Math.floor(y) + (corner >> 1);
        const column = Math.floor(x) + (corner & 1);
        const weight = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
        tap(pixel * 4 + corner, { pixel, row, column, weight });
      }
  }
  const gathered = tf.gather(tf.reshape(images, [-1, channels]), tf.tensor1d(indices, 'int32'));
  const weighted = tf.mul(tf.reshape(gathered, [count, taps, channels]), tf.tensor3d(weights, [count, taps, 1]));
  const sum = tf.sum(weighted, 1);
  const filled = fillMode === 'constant' ? tf.add(sum, tf.tensor2d(fill, [count, 1])) : sum;
  return tf.reshape(filled, images.shape);
}

/** A pixel of an image that has a share in a pixel of the outcome. */
interface Tap {
  pixel: number;
  row: number;
  column: number;
  weight: number;
}

/** Halves go away from zero. */
function round(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/** The index from 0 to `size - 1` that stands for `index`; -1 for none. */
function inside(index: number, size: number, fillMode: FillMode): number {
  if (index >= 0 && index < size) return index;
  const modulo = (period: number): number => ((index % period) + period) % period;
  switch (fillMode) {
    case 'constant':
      return -1;
    case 'nearest':
      return index < 0 ? 0 : size - 1;
    case 'wrap':
      return modulo(size);
    case 'reflect':
      return Math.min(modulo(2 * size), 2 * size - 1 - modulo(2 * size));
    case 'mirror':
      return size === 1 ? 0 : Math.min(modulo(2 * size - 2), 2 * size - 2 - modulo(2 * size - 2));
  }
}
