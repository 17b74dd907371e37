import {
  checkNonNegativeInteger,
  checkOptions,
  checkPositiveInteger,
  invalidArgument,
  nextSeed,
  sizeOf,
  type ShapedArray,
  type TensorLike,
} from '@argali/core';
import { batchIndices } from '../batch-indices.ts';
import { readNumbers, type NumericValues } from '../values.ts';

export interface TimeseriesOptions {
  /** Steps of a window. */
  sequenceLength: number;
  /** Steps from the start of one window to that of the next. Default: 1. */
  sequenceStride?: number;
  /** Steps from one item of a window to the next. Default: 1. */
  samplingRate?: number;
  /** Windows of a batch. Default: 128. */
  batchSize?: number;
  /** Whether the windows come in random order, another one each time the data set is run through. Default: false. */
  shuffle?: boolean;
  /** Which random order; without one it is drawn from the stream of `setRandomSeed`. */
  seed?: number | null;
  /** Steps before this one are left out. Default: 0. */
  startIndex?: number | null;
  /** This step and those after it are left out. Default: the number of steps. */
  endIndex?: number | null;
}

/** Evenly spaced steps. */
interface Steps {
  length: number;
  rate: number;
}

/** From every one of `starts` on, `length` rows of `array` that lie `rate` apart: `[starts.length, length, …]`. */
function windows(array: NumericValues, starts: Int32Array, { length, rate }: Steps): ShapedArray {
  const { data, dtype } = array;
  const rowShape = array.shape.slice(1);
  const size = sizeOf(rowShape);
  const shape = [starts.length, length, ...rowShape];
  const out = dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  let to = 0;
  for (const start of starts)
    for (let step = 0; step < length; step++, to += size) {
      const from = (start + step * rate) * size;
      out.set(data.subarray(from, from + size), to);
    }
  return { data: out, shape };
}

/** The first and the last step but one that may be used, checked. */
function stepRange({ startIndex, endIndex }: TimeseriesOptions, length: number): { start: number; end: number } {
  const start = checkNonNegativeInteger(startIndex ?? 0, { owner, name: 'startIndex' });
  const end = endIndex ?? length;
  if (!(Number.isInteger(end) && end > start && end <= length))
    throw invalidArgument({ owner, name: 'endIndex' }, `an integer from ${start + 1} to ${length}`, end);
  return { start, end };
}

const owner = 'timeseriesDatasetFromArray';

/**
 * Sliding windows over a time series `[steps, …]`, in batches `x` of shape `[batch, sequenceLength, …]`, or `[x, y]` where
 * there are targets: `targets[i]` belongs to the window that begins at step i. Only the windows of a batch are copied,
 * when it is asked for; the data set can be run through any number of times.
 *
 * @throws ArgumentError when an option is out of range or not a single window fits
 * @see https://keras.io/api/data_loading/timeseries/
 */
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: null,
  options: TimeseriesOptions,
): Iterable<ShapedArray>;
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: TensorLike,
  options: TimeseriesOptions,
): Iterable<[ShapedArray, ShapedArray]>;
export function timeseriesDatasetFromArray(
  data: TensorLike,
  targets: TensorLike | null,
  options: TimeseriesOptions,
): Iterable<ShapedArray | [ShapedArray, ShapedArray]> {
  const {
    sequenceLength,
    sequenceStride = 1,
    samplingRate = 1,
    batchSize = 128,
    shuffle = false,
  } = checkOptions(options, 'timeseriesDatasetFromArray', [
    'sequenceLength',
    'sequenceStride',
    'samplingRate',
    'batchSize',
    'shuffle',
    'seed',
    'startIndex',
    'endIndex',
  ]);
  checkPositiveInteger(sequenceLength, { owner, name: 'sequenceLength' });
  checkPositiveInteger(sequenceStride, { owner, name: 'sequenceStride' });
  checkPositiveInteger(samplingRate, { owner, name: 'samplingRate' });
  checkPositiveInteger(batchSize, { owner, name: 'batchSize' });
  const series = readNumbers(data, `${owner}: data`);
  const labels = targets === null ? null : readNumbers(targets, `${owner}: targets`);
  const { start, end } = stepRange(options, series.shape[0] ?? 0);
  const usable = Math.min(end - (sequenceLength - 1) * samplingRate, labels?.shape[0] ?? Infinity) - start;
  if (usable <= 0)
    throw invalidArgument(
      { owner, name: 'sequenceLength' },
      `such that a window fits into ${end - start} steps`,
      sequenceLength,
    );
  const length = Math.ceil(usable / sequenceStride);
  const seed = options.seed ?? nextSeed();
  let epoch = 0;
  return {
    *[Symbol.iterator]() {
      for (const batch of batchIndices({ length, batchSize, shuffle, seed, epoch: epoch++ })) {
        const starts = batch.map((i) => start + i * sequenceStride);
        const x = windows(series, starts, { length: sequenceLength, rate: samplingRate });
        if (labels === null) yield x;
        else yield [x, takeTargets(labels, starts)];
      }
    },
  };
}

function takeTargets(labels: NumericValues, at: Int32Array): ShapedArray {
  const { data, shape } = windows(labels, at, { length: 1, rate: 1 });
  return { data, shape: [at.length, ...shape.slice(2)] };
}
