import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';
import { arranged, checkSplits, integers, isPlain, numbersOf } from '../ragged.ts';
import { raggedTensorToTensor } from './ragged-padding.ts';

/*
 * Ragged tensors: rows of different lengths, one after the other. `splits` [rows + 1] says where each row starts; where
 * there are several levels of rows, the splits of one point into those of the next. All of it is read by JavaScript.
 */

interface GatherInputs {
  paramsNestedSplits: TensorInfo[];
  paramsDenseValues: TensorInfo;
  indices: TensorInfo;
}

/** The splits of even rows that all axes of `indices` but the last are. */
function evenSplits(shape: readonly number[]): number[][] {
  return shape.slice(1).map((length, axis) => {
    const rows = util.sizeFromShape(shape.slice(0, axis + 1));
    return Array.from({ length: rows + 1 }, (_, row) => row * length);
  });
}

/** [splits of each level…, values] of the rows at `indices`. */
const raggedGather: Kernel<GatherInputs> = ({ inputs, heap }) => {
  const { paramsNestedSplits, paramsDenseValues: values, indices } = inputs;
  const [count, ...inner] = values.shape;
  if (!isPlain(values) || indices.dtype !== 'int32') return undefined;
  const levels = paramsNestedSplits.map((splits) => numbersOf(heap, splits));
  const rows = (levels[0]?.length ?? 0) - 1;
  if (count === undefined || rows < 0)
    throw new Error(
      `RaggedGather: expected splits, and values of rank 1 or more. Received: ${levels.length} levels of splits, ` +
        `values [${values.shape.join(', ')}]`,
    );
  levels.forEach((splits, i) => checkSplits('RaggedGather', splits, (levels[i + 1]?.length ?? count + 1) - 1));
  const picked = numbersOf(heap, indices);
  const wrong = picked.find((row) => row < 0 || row >= rows);
  if (wrong !== undefined) throw new Error(`RaggedGather: expected indices in 0..${rows - 1}. Received: ${wrong}`);

  const results = evenSplits(indices.shape);
  let spans = picked.map((row): [start: number, end: number] => [row, row + 1]);
  for (const [level, splits] of levels.entries()) {
    const at = (index: number): number => splits[index] ?? 0;
    const starts = [0];
    for (const [start, end] of spans)
      for (let row = start; row < end; row++) starts.push((starts.at(-1) ?? 0) + at(row + 1) - at(row));
    // A single row has no level of rows about it.
    if (level > 0 || indices.shape.length > 0) results.push(starts);
    spans = spans.map(([start, end]) => [at(start), at(end)]);
  }
  const size = util.sizeFromShape(inner);
  const places = spans.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
  const all = heap.read(values);
  const gathered = arranged(values.dtype, places.length * size, (i) => {
    const place = places[Math.floor(i / size)] ?? 0;
    return all[place * size + (i % size)];
  });
  return [
    ...results.map((splits) => integers(heap, splits)),
    heap.write([places.length, ...inner], values.dtype, gathered),
  ];
};

/** How many steps of `delta` lead from `start` to before `limit`. */
function stepsOf(start: number, limit: number, delta: number): number {
  const steps = Math.max(Math.ceil((limit - start) / delta), 0);
  if (delta !== 0 && Number.isFinite(steps)) return steps;
  throw new Error(
    `RaggedRange: expected finite numbers, and steps other than 0. Received: start=${start}, limit=${limit}, delta=${delta}`,
  );
}

/** [splits, values] of rows from each start on, by each delta, to before each limit; a scalar serves all rows. */
const raggedRange: Kernel<Record<'starts' | 'limits' | 'deltas', TensorInfo>> = ({ inputs, heap }) => {
  const { starts, limits, deltas } = inputs;
  const dtype = starts.dtype;
  if (dtype !== 'float32' && dtype !== 'int32') return undefined;
  const lists = [starts, limits, deltas].filter(({ shape }) => shape.length > 0);
  const rows = lists[0]?.shape[0] ?? 1;
  if (lists.some(({ shape }) => shape.length > 1 || shape[0] !== rows)) {
    const received = [starts, limits, deltas].map(({ shape }) => `[${shape.join(', ')}]`);
    throw new Error(
      `RaggedRange: expected starts, limits and deltas to be scalars or lists of one length. Received: ${received.join(', ')}`,
    );
  }
  const [start, limit, delta] = [starts, limits, deltas].map((tensor) => {
    const values = numbersOf(heap, tensor);
    return (row: number): number => values[tensor.shape.length === 0 ? 0 : row] ?? 0;
  }) as [(row: number) => number, (row: number) => number, (row: number) => number];
  const splits = [0];
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    const steps = stepsOf(start(row), limit(row), delta(row));
    for (let i = 0; i < steps; i++) values.push(start(row) + i * delta(row));
    splits.push(values.length);
  }
  const Type = dtype === 'int32' ? Int32Array : Float32Array;
  return [integers(heap, splits), heap.write([values.length], dtype, Type.from(values))];
};

/** Kernels of rows of different lengths. */
export const raggedKernels: KernelTable = {
  RaggedGather: raggedGather,
  RaggedRange: raggedRange,
  RaggedTensorToTensor: raggedTensorToTensor,
};
