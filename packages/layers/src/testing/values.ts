import { isTensor, permutation, sizeOf, toTensor, type TensorLike } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Repeatable numbers between -2 and 2, no two of them close to each other, nor any to 0 or to those of another seed: away
 * from the kinks of rectifiers and maxima.
 */
export function spreadValues(shape: readonly number[], seed: number): Tensor {
  const size = sizeOf(shape);
  const offset = 0.2 + ((seed * 0.07) % 0.25);
  const order = permutation(size, { seed, step: 0 });
  return tf.tensor(
    Float32Array.from(order, (i) => ((i + offset) / size) * 4 - 2),
    [...shape],
  );
}

/** Asserts that shape and numbers agree, as closely as float32 arithmetic in another order lets them. */
export function expectClose(actual: Tensor, expected: TensorLike, tolerance: number = 1e-5): void {
  const wanted = toTensor(expected, { name: 'expected' });
  expect(actual.shape).toEqual(wanted.shape);
  const values = Array.from(actual.dataSync());
  const wantedValues = Array.from(wanted.dataSync());
  wanted.dispose();
  const scale = Math.max(1, ...wantedValues.map(Math.abs).filter(Number.isFinite));
  values.forEach((value, i) => {
    const target = wantedValues[i] ?? NaN;
    if (Object.is(value, target)) return;
    const allowed = tolerance * scale + 1e-4 * Math.abs(target);
    if (!(Math.abs(value - target) <= allowed))
      throw new Error(
        `Expected element ${i} of shape [${actual.shape.join(', ')}] to be ${target}. Received: ${value}`,
      );
  });
}

/** The numbers of a tensor, which is disposed of. */
export function take(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** One tensor, or the first of several. */
export function toTensors(value: Tensor | readonly Tensor[]): Tensor[] {
  return isTensor(value) ? [value] : [...value];
}
