import { DataError, isTensor, type TensorLike } from '@argali/core';
import type * as tf from '@tensorflow/tfjs-core';
import { ArrayRows } from './array-rows.ts';
import { TensorRows } from './tensor-rows.ts';
import { readValues } from './values.ts';

/** A data set of which batches become tensors: the first axis counts the samples. */
export interface Rows {
  /** The number of samples. */
  readonly length: number;
  /** The shape of the whole set, `[length, …]`. */
  readonly shape: readonly number[];
  /** The type of the batches. */
  readonly dtype: tf.DataType;
  /** The samples at `indices` in that order, `[indices.length, …]`; the caller owns the tensor. */
  gather(indices: Int32Array): tf.Tensor;
  /** The samples from `start` up to but not including `end`, `[end - start, …]`; the caller owns the tensor. */
  slice(start: number, end: number): tf.Tensor;
  /** Lets go of what the rows keep on a backend; what they were made from stays as it is. */
  dispose(): void;
}

/**
 * `value` as rows; `name` is what errors call it. Arrays stay in JavaScript memory and only a batch becomes a tensor, of
 * type int32 for an `Int32Array`, bool for booleans, string for strings and float32 for all others (bytes included). A
 * tensor is gathered on its backend; the rows stay usable when the caller disposes of it.
 *
 * @throws DataError when `value` has no rows, is ragged, of mixed types, not numeric, or does not fill its shape.
 */
export function toRows(value: TensorLike, name: string): Rows {
  const rows = isTensor(value) && value.dtype !== 'string' ? value : readValues(value, name);
  if (isTensor(rows) && rows.isDisposed)
    throw new DataError(`${name}: expected a tensor that has not been disposed of`);
  const [length]: readonly number[] = rows.shape;
  if (length === undefined)
    throw new DataError(`${name}: expected at least one axis, that of the samples. Received: a single value`);
  if (length === 0)
    throw new DataError(`${name} is empty: expected at least one sample. Received: shape=[${rows.shape.join(', ')}]`);
  return isTensor(rows) ? new TensorRows(rows, name) : new ArrayRows(rows, name);
}
