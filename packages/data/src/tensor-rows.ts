import * as tf from '@tensorflow/tfjs-core';
import { checkIndices, checkRange } from './check-range.ts';
import type { Rows } from './rows.ts';

/** Rows of a tensor, gathered where the tensor lives. */
export class TensorRows implements Rows {
  readonly length: number;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly #tensor: tf.Tensor;
  readonly #name: string;

  /** Shares the data of `tensor`, which stays the caller's. */
  constructor(tensor: tf.Tensor, name: string) {
    this.shape = tensor.shape;
    this.length = this.shape[0] ?? 0;
    this.dtype = tensor.dtype;
    this.#tensor = tf.keep(tf.clone(tensor));
    this.#name = name;
  }

  gather(indices: Int32Array): tf.Tensor {
    checkIndices(indices, this.length, this.#name);
    return tf.gather(this.#tensor, indices);
  }

  slice(start: number, end: number): tf.Tensor {
    checkRange({ start, end }, this.length, this.#name);
    return tf.slice(this.#tensor, start, end - start);
  }

  dispose(): void {
    this.#tensor.dispose();
  }
}
