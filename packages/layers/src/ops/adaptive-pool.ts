import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { multiplyAlong } from './along-axis.ts';

/** Pools one axis into `count` windows of as equal a size as can be; neighbours may share entries. */
export type AdaptivePool = (x: Tensor, count: number, axis: number) => Tensor;

export const adaptiveAverage: AdaptivePool = (x, count, axis) => {
  const length = x.shape[axis] ?? 1;
  const matrix = windows(length, count).map(([start, end]) =>
    Array.from({ length }, (_, i) => (i >= start && i < end ? 1 / (end - start) : 0)),
  );
  return multiplyAlong(x, matrix, axis);
};

export const adaptiveMax: AdaptivePool = (x, count, axis) => {
  const parts = windows(x.shape[axis] ?? 1, count).map(([start, end]) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    const size = x.shape.map((n, i) => (i === axis ? end - start : n));
    return tf.max(tf.slice(x, begin, size), axis, true);
  });
  return tf.concat(parts, axis);
};

/** Where each window starts, and the first entry after it. */
function windows(length: number, count: number): [start: number, end: number][] {
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * length) / count),
    Math.ceil(((i + 1) * length) / count),
  ]);
}
