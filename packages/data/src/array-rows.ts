import { sizeOf, type NumericArray } from '@argali/core';
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
    return this.#toTensor(indices.length, (i) => indices[i] ?? 0);
  }

  slice(start: number, end: number): tf.Tensor {
    checkRange({ start, end }, this.length, this.#name);
    return this.#toTensor(end - start, (i) => start + i);
  }

  dispose(): void {
    // Nothing is held outside JavaScript memory.
  }

  /** A tensor of `count` rows, the i-th of them a copy of row `at(i)`. */
  #toTensor(count: number, at: (i: number) => number): tf.Tensor {
    const { dtype, data } = this.#values;
    const size = sizeOf(this.#rowShape);
    const shape = [count, ...this.#rowShape];
    if (dtype === 'string') {
      const strings = Array.from({ length: count }, (_, i) => data.slice(at(i) * size, (at(i) + 1) * size));
      return tf.tensor(strings.flat(), shape, dtype);
    }
    const batch = allocate(dtype, count * size);
    for (let i = 0; i < count; i++) copyRow({ data, size, at: at(i) }, batch, i);
    return tf.tensor(batch, shape, dtype);
  }
}

function copyRow(from: { data: NumericArray; size: number; at: number }, to: NumericArray, row: number): void {
  const { data, size, at } = from;
  // A single number is copied faster than a view of it is made.
  if (size === 1) to[row] = data[at] ?? 0;
  else to.set(data.subarray(at * size, (at + 1) * size), row * size);
}
