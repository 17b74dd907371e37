import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { dilate } from './dilate.ts';

/** How a transposed convolution moves; every array has one entry for each spatial axis. */
export interface TransposedGeometry {
  size: readonly number[];
  strides: readonly number[];
  padding: 'valid' | 'same';
  dilations: readonly number[];
  /** Entries added at the end; `null` chooses them so that `'same'` gives the input's size times the stride. */
  outputPadding: readonly number[] | null;
}

/** Along one axis: how long the output is, and how much of the whole transposed convolution lies before it. */
export interface TransposedExtent {
  length: number | null;
  skipped: number;
}

/** What Keras makes of padding and output padding. */
export function transposedExtent(length: number | null, geometry: TransposedGeometry, axis: number): TransposedExtent {
  const stride = geometry.strides[axis] ?? 1;
  const reach = ((geometry.size[axis] ?? 1) - 1) * (geometry.dilations[axis] ?? 1) + 1;
  const added = geometry.outputPadding?.[axis] ?? null;
  const before = (total: number): number => reach - 1 - Math.min(Math.ceil(total / 2), reach - 1);
  if (geometry.padding === 'valid') {
    const extra = added ?? Math.max(reach, stride) - reach;
    return { length: length === null ? null : (length - 1) * stride + reach + extra, skipped: 0 };
  }
  if (added === null) return { length: length === null ? null : length * stride, skipped: before(stride + reach - 2) };
  const odd = reach % 2;
  return {
    length: length === null ? null : (length - 1) * stride + odd + added,
    skipped: before(reach + odd - 2 + added),
  };
}

/** Spreads each input entry over a window of the output: `[batch, …, in]` and a kernel `[…, out, in]` → `[batch, …, out]`. */
export function convTranspose(x: Tensor, kernel: Tensor, geometry: TransposedGeometry): Tensor {
  if (x.rank === 3) {
    const { size, strides, dilations, padding, outputPadding } = geometry;
    const lifted = {
      size: [1, ...size],
      strides: [1, ...strides],
      dilations: [1, ...dilations],
      padding,
      outputPadding: outputPadding && [0, ...outputPadding],
    };
    return tf.squeeze(convTranspose(tf.expandDims(x, 1), tf.expandDims(kernel, 0), lifted), [1]);
  }
  const whole = wholeTransposed(x, dilate(kernel, geometry.dilations), geometry.strides);
  const extents = x.shape.slice(1, -1).map((length, axis) => transposedExtent(length, geometry, axis));
  const ends = extents.map(({ length, skipped }) => skipped + (length ?? 0));
  const missing = ends.map((end, axis): [number, number] => [0, Math.max(0, end - (whole.shape[axis + 1] ?? 0))]);
  const padded = missing.some(([, after]) => after > 0) ? tf.pad(whole, [[0, 0], ...missing, [0, 0]]) : whole;
  const begin = [0, ...extents.map(({ skipped }) => skipped), 0];
  const size = [-1, ...extents.map(({ length }) => length ?? 0), -1];
  return size.every((n, i) => n === -1 || n === padded.shape[i]) ? padded : tf.slice(padded, begin, size);
}

/** The transposed convolution without anything cut off. */
function wholeTransposed(x: Tensor, kernel: Tensor, strides: readonly number[]): Tensor {
  const sizes = strides.map((stride, axis) => ((x.shape[axis + 1] ?? 1) - 1) * stride + (kernel.shape[axis] ?? 1));
  const shape = [x.shape[0], ...sizes, kernel.shape[kernel.rank - 2] ?? 1];
  if (x.rank === 4)
    return tf.conv2dTranspose(x as Tensor4D, kernel as Tensor4D, shape as Tensor4D['shape'], strides as [number, number], 'valid'); // prettier-ignore
  return tf.conv3dTranspose(x as Tensor5D, kernel as Tensor5D, shape as Tensor5D['shape'], strides as [number, number, number], 'valid'); // prettier-ignore
}
