import {
  checkOptions,
  DataError,
  isNumericArray,
  isShapedArray,
  isTensor,
  nextSeed,
  permutation,
  sizeOf,
  type ShapedArray,
  type TensorLike,
} from '@argali/core';
import { takeRows } from '../take-rows.ts';
import { readNumbers, type NumericValues } from '../values.ts';
import { splitSizes, type SplitSizes } from './split-sizes.ts';

export interface SplitDatasetOptions extends SplitSizes {
  /** Whether the samples are drawn in random order first. Default: false. */
  shuffle?: boolean;
  /** Which random order; without one it is drawn from the stream of `setRandomSeed`. */
  seed?: number | null;
}

type Arrays = Readonly<Record<string, TensorLike>>;

function isArray(dataset: TensorLike | Arrays): dataset is TensorLike {
  return (
    typeof dataset !== 'object' ||
    isTensor(dataset) ||
    isNumericArray(dataset) ||
    isShapedArray(dataset) ||
    Array.isArray(dataset)
  );
}

function inOrder({ data, shape }: NumericValues, order: Int32Array | null): ShapedArray {
  if (order === null) return { data, shape };
  const size = sizeOf(shape.slice(1));
  const out = data.slice();
  order.forEach((from, to) => out.set(data.subarray(from * size, (from + 1) * size), to * size));
  return { data: out, shape };
}

/**
 * Cuts a data set in two along its first axis: one array, or a record of arrays such as `{ x, y }` that belong together
 * row by row. Without `shuffle` typed arrays are not copied: the parts are views.
 *
 * @throws ArgumentError when the sizes leave a part empty or do not fit
 * @throws DataError when the arrays have different lengths
 * @see https://keras.io/api/utils/python_utils/#split_dataset-function
 */
export function splitDataset(dataset: TensorLike, options: SplitDatasetOptions): [ShapedArray, ShapedArray];
export function splitDataset<K extends string>(
  dataset: Readonly<Record<K, TensorLike>>,
  options: SplitDatasetOptions,
): [Record<K, ShapedArray>, Record<K, ShapedArray>];
export function splitDataset(dataset: TensorLike | Arrays, options: SplitDatasetOptions): [unknown, unknown] {
  checkOptions(options, 'splitDataset', ['shuffle', 'seed', 'leftSize', 'rightSize']);
  if (isArray(dataset)) {
    const [left, right] = splitDataset({ dataset }, options);
    return [left.dataset, right.dataset];
  }
  const named = Object.entries(dataset).map(
    ([name, array]) => [name, readNumbers(array, `splitDataset: ${name}`)] as const,
  );
  const total = sharedLength(named);
  const { left, right } = splitSizes(total, options);
  const { shuffle = false, seed } = options;
  const order = shuffle ? permutation(total, { seed: seed ?? nextSeed(), step: 0 }) : null;
  const arrays = named.map(([name, array]) => [name, inOrder(array, order)] as const);
  const cut = (start: number, end: number): Record<string, ShapedArray> =>
    Object.fromEntries(arrays.map(([name, array]) => [name, takeRows(array, start, end)]));
  return [cut(0, left), cut(total - right, total)];
}

function sharedLength(arrays: readonly (readonly [string, NumericValues])[]): number {
  const [first] = arrays;
  const total = first?.[1].shape[0];
  if (first === undefined || total === undefined)
    throw new DataError(
      `splitDataset: expected an array of samples or a record of them. Received: ${first ? 'a single value' : 'no array'}`,
    );
  for (const [name, { shape }] of arrays)
    if (shape[0] !== total)
      throw new DataError(
        `splitDataset: expected ${name} to have ${total} samples, as many as ${first[0]}. Received: ${shape[0] ?? 'a single value'}`,
      );
  return total;
}
