import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestedArray, ShapedArray } from '@argali/core';
import { normalize } from './normalize.ts';
import { padSequences, type PadSequencesOptions } from './pad-sequences.ts';
import { splitDataset } from './split-dataset.ts';
import { timeseriesDatasetFromArray, type TimeseriesOptions } from './timeseries-dataset-from-array.ts';
import { toCategorical } from './to-categorical.ts';

interface Stored {
  data: number[];
  shape: number[];
  dtype: string;
}

/** The arguments of all functions together; a case has those of its own. */
interface Args extends PadSequencesOptions {
  x: Stored;
  num_classes: number | null;
  axis: number;
  order: number;
  sequences: NestedArray[];
  dataset: Stored;
  left_size: number | null;
  right_size: number | null;
  data: Stored;
  targets: Stored | null;
  sequence_length: number;
  sequence_stride: number;
  sampling_rate: number;
  batch_size: number;
  start_index: number | null;
  end_index: number | null;
}

/** One call of a Keras function and what came of it. */
interface Case {
  id: string;
  function: string;
  args: Args;
  result: Stored & { left: Stored; right: Stored } & { x: Stored; y: Stored | null }[];
}

const file = join(process.env['GOLDEN_DIR'] ?? join(__dirname, '../../../conformance/golden'), 'utils.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

function load({ data, shape, dtype }: Stored): ShapedArray {
  return { data: dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), shape };
}

function expectClose(actual: ShapedArray | undefined, stored: Stored): void {
  const expected = load(stored);
  expect(actual?.shape).toEqual(expected.shape);
  expect(actual?.data.constructor).toBe(expected.data.constructor);
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs));
  expected.data.forEach((value, i) => {
    expect(Math.abs((actual?.data[i] ?? NaN) - value)).toBeLessThanOrEqual(1e-5 * scale + 1e-4 * Math.abs(value));
  });
}

function expectTimeseries({ args, result }: Case): void {
  const options: TimeseriesOptions = {
    sequenceLength: args.sequence_length,
    sequenceStride: args.sequence_stride,
    samplingRate: args.sampling_rate,
    batchSize: args.batch_size,
    startIndex: args.start_index,
    endIndex: args.end_index,
  };
  const batches =
    args.targets === null
      ? [...timeseriesDatasetFromArray(load(args.data), null, options)].map((x) => [x])
      : [...timeseriesDatasetFromArray(load(args.data), load(args.targets), options)];
  expect(batches).toHaveLength(result.length);
  result.forEach(({ x, y }, i) => {
    expectClose(batches[i]?.[0], x);
    if (y === null) expect(batches[i]).toHaveLength(1);
    else expectClose(batches[i]?.[1], y);
  });
}

const checks: Record<string, (item: Case) => void> = {
  to_categorical: ({ args, result }) => expectClose(toCategorical(load(args.x), args.num_classes), result),
  normalize: ({ args: { x, axis, order }, result }) => expectClose(normalize(load(x), { axis, order }), result),
  pad_sequences: ({ args: { sequences, ...options }, result }) => expectClose(padSequences(sequences, options), result),
  split_dataset: ({ args, result }) => {
    const [left, right] = splitDataset(load(args.dataset), { leftSize: args.left_size, rightSize: args.right_size });
    expectClose(left, result.left);
    expectClose(right, result.right);
  },
  timeseries_dataset_from_array: expectTimeseries,
};

it.each(cases.filter((item) => item.function in checks).map((item) => [item.id, item] as const))('%s', (_, item) => {
  checks[item.function]?.(item);
});
