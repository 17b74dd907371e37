import { sizeOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** What came out of a layer's call on zeros. */
export interface Trial {
  shapes: readonly Shape[];
  types: readonly DataType[];
}

/** Zeros, or empty strings, with `unknown` in place of each size that is not known. */
export function zerosOf(shape: Shape, { unknown, dtype }: { unknown: number; dtype: DataType | undefined }): Tensor {
  const sizes = shape.map((size) => size ?? unknown);
  if (dtype !== 'string') return tf.zeros(sizes, dtype ?? 'float32');
  return tf.tensor(
    Array.from({ length: sizeOf(sizes) }, () => ''),
    sizes,
    'string',
  );
}

/** What two trials with different sizes for the unknown ones have in common. */
export function mergeTrials(first: Trial, second: Trial): Trial {
  const shapes = first.shapes.map((shape, i) =>
    shape.map((size, axis) => (second.shapes[i]?.[axis] === size ? size : null)),
  );
  return { shapes, types: first.types };
}
