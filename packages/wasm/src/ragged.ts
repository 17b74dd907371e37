import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap, Values } from './heap.ts';

/** The ways to say which row each of a list of values lies in. */
export type PartitionType = 'ROW_SPLITS' | 'VALUE_ROWIDS';

/** One level of rows, from the outside in. */
export interface Partition {
  type: PartitionType;
  values: readonly number[];
}

/** Throws unless the splits rise from 0 at least, and point into the `count` things of the next level. */
export function checkSplits(name: string, splits: readonly number[], count: number): void {
  const rises = splits.every((split, i) => split >= (splits[i - 1] ?? 0));
  if (splits.length > 0 && rises && (splits.at(-1) ?? 0) <= count) return;
  throw new Error(`${name}: expected splits that rise, from 0 to ${count} at most. Received: [${splits.join(', ')}]`);
}

/** The row of each value, of a level with so many rows at most. */
export function rowsOf(name: string, { type, values }: Partition, rows: number): number[] {
  if (type === 'ROW_SPLITS') {
    if (values.length === 0 || values[0] !== 0 || values.length - 1 > rows)
      throw new Error(`${name}: expected splits from 0 on, of ${rows} rows at most. Received: [${values.join(', ')}]`);
    checkSplits(name, values, Infinity);
    return values.slice(1).flatMap((end, row) => new Array<number>(end - (values[row] ?? 0)).fill(row));
  }
  const rises = values.every((row, i) => row >= (values[i - 1] ?? 0));
  if (rises && (values.at(-1) ?? -1) < rows) return [...values];
  throw new Error(`${name}: expected rows that rise, in 0..${rows - 1}. Received: [${values.join(', ')}]`);
}

/** The place of each value in its row. */
export function columnsOf(rows: readonly number[]): number[] {
  const columns: number[] = [];
  rows.forEach((row, i) => columns.push(row === rows[i - 1] ? (columns[i - 1] ?? 0) + 1 : 0));
  return columns;
}

/** True for what lies in the heap one by one. */
export function isPlain({ dtype }: TensorInfo): boolean {
  return dtype !== 'string' && dtype !== 'complex64';
}

/** The numbers of a tensor. */
export function numbersOf(heap: Heap, tensor: TensorInfo): number[] {
  return Array.from(heap.read(tensor));
}

/** A list of whole numbers as a tensor. */
export function integers(heap: Heap, values: readonly number[]): TensorInfo {
  return heap.write([values.length], 'int32', Int32Array.from(values));
}

/** Values by what `from` says of each place. */
export function arranged(dtype: DataType, size: number, from: (at: number) => number | undefined): Values {
  const values = util.getArrayFromDType(dtype, size) as Values;
  for (let i = 0; i < size; i++) values[i] = from(i) ?? 0;
  return values;
}
