import { fromKerasConfig, toTensor as intake, type ShapedArray } from '@argali/core';
import * as data from '@argali/data';
import * as tf from '@tensorflow/tfjs-core';
import { differences, plainDifferences } from './compare.ts';
import { isGoldenTensor, readCases, type GoldenCase, type GoldenTensor } from './golden.ts';
import type { Kind } from './run-cases.ts';

interface UtilCase extends GoldenCase {
  function: string;
  args: Record<string, unknown>;
  /** A tensor, or a list or record with tensors in it. */
  result: unknown;
}

type Options = Record<string, unknown>;

/** The functions, each taking Keras's arguments with camelCase names and giving a result built as Keras's. */
const functions: Readonly<Record<string, (args: Options) => unknown>> = {
  to_categorical: ({ x, numClasses }) => data.toCategorical(x as ShapedArray, numClasses as number | null),
  normalize: ({ x, ...options }) => data.normalize(x as ShapedArray, options),
  pad_sequences: ({ sequences, ...options }) => data.padSequences(sequences as number[][], options),
  split_dataset: ({ dataset, ...options }) => {
    const [left, right] = data.splitDataset(dataset as ShapedArray, options);
    return { left, right };
  },
  timeseries_dataset_from_array: ({ data: series, targets, ...options }) => {
    const settings = options as unknown as data.TimeseriesOptions;
    if (targets === null)
      return [...data.timeseriesDatasetFromArray(series as ShapedArray, null, settings)].map((x) => ({ x, y: null }));
    const batches = data.timeseriesDatasetFromArray(series as ShapedArray, targets as ShapedArray, settings);
    return [...batches].map(([x, y]) => ({ x, y }));
  },
};

/** `value` with every stored tensor in it as typed values with a shape. */
function withArrays(value: unknown): unknown {
  if (isGoldenTensor(value)) return shaped(value);
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withArrays(item)]));
}

function shaped({ shape, dtype, data: stored }: GoldenTensor): ShapedArray {
  const values = stored.map(Number);
  return { shape, data: dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values) };
}

/** {@link differences} of everything inside two values that are built alike. */
function deepDifferences(actual: unknown, expected: unknown, name: string): string[] {
  if (isGoldenTensor(expected)) return differences(intake(actual, { name }), expected, { name });
  if (typeof expected !== 'object' || expected === null) return plainDifferences(actual, expected, name);
  const [found, wanted] = [actual as Options, expected as Options];
  return [
    ...plainDifferences(Object.keys(found), Object.keys(wanted), `${name}: parts`),
    ...Object.entries(wanted).flatMap(([key, value]) => deepDifferences(found[key], value, `${name}.${key}`)),
  ];
}

export const utils: Kind<UtilCase> = {
  name: 'utils',
  cases: readCases('utils.json'),
  classOf: (golden) => golden.function,
  isApplicable: (golden) => golden.function in functions,
  run: ({ function: name, args, result }) =>
    tf.tidy(() => {
      const found = functions[name]?.(fromKerasConfig(withArrays(args)) as Options);
      return deepDifferences(found, result, 'result');
    }),
};
