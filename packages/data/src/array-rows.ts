import { hasKernel, runKernel, sizeOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkIndices, checkRange } from './check-range.ts';
import type { Rows } from './rows.ts';
import type { NumericValues, Values } from './values.ts';

/** An array of the kind that a tensor of type `dtype` is made from. */
function allocate(dtype: NumericValues['dtype'], size: number): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return new Int32Array(size);
  return dtype === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}

/** Rows in JavaScript memory. */
export class ArrayRows implements Rows {
  readonly length: number;
  readonly shape: readonly number[];
  readonly dtype: Values['dtype'];
  readonly #values: Values;
  readonly #rowShape: readonly number[];
  readonly #name: string;

  constructor(values: Values, name: string) {
    const [length = 0, ...rowShape] = values.shape;
    this.length = length;
    this.shape = values.shape;
    this.dtype = values.dtype;
    this.#values = values;
    this.#rowShape = rowShape;
    this.#name = name;
  }

  gather(indices: Int32Array): tf.Tensor {
    checkIndices(indices, this.length, this.#name);
    const size = sizeOf(this.#rowShape);
    return this.#toTensor(
      indices.length,
      Array.from(indices, (index) => index * size),
    );
  }

  slice(start: number, end: number): tf.Tensor {
    checkRange({ start, end }, this.length, this.#name);
    return this.#toTensor(end - start, end > start ? [start * sizeOf(this.#rowShape)] : []);
  }

  dispose(): void {
    // Nothing is held outside JavaScript memory.
  }

  /** A tensor of `count` rows, made of equally many values from each of `starts` on. */
  #toTensor(count: number, starts: readonly number[]): tf.Tensor {
    const { dtype, data } = this.#values;
    const shape = [count, ...this.#rowShape];
    const size = starts.length === 0 ? 0 : sizeOf(shape) / starts.length;
    if (dtype === 'string')
      return tf.tensor(
        starts.flatMap((start) => data.slice(start, start + size)),
        shape,
        dtype,
      );
    if (size > 0 && hasKernel('StackRows')) {
      const [batch] = runKernel('StackRows', {}, { data, shape, dtype, starts });
      if (batch) return batch;
    }
    const batch = allocate(dtype, starts.length * size);
    starts.forEach((start, i) => batch.set(data.subarray(start, start + size), i * size));
    return tf.tensor(batch, shape, dtype);
  }
}
