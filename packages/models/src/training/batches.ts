import { ArgumentError, DataError, permutation, SeedGenerator, show, toTensor } from '@argali/core';
import type { Rows } from '@argali/data';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { splitByName, type BatchData, type BatchIterable, type ModelData, type Samples } from './data.ts';

/** The tensors of one step; whoever takes a batch disposes of it. */
export interface Batch {
  x: Tensor[];
  y: Tensor[];
  /** One for each output, `null` for none; empty if there are none at all. */
  sampleWeights: (Tensor | null)[];
  /** How many samples it holds. */
  size: number;
  /** True for one whose labels nobody has looked over yet. */
  isUnchecked?: boolean;
}

/** Where the batches of an epoch come from. */
export interface BatchSource {
  /** How many batches an epoch has, if that is known beforehand. */
  readonly steps: number | null;
  epoch(): AsyncIterator<Batch> | Iterator<Batch>;
}

export function disposeBatch({ x, y, sampleWeights }: Batch): void {
  for (const tensor of [...x, ...y, ...sampleWeights]) tensor?.dispose();
}

export interface SampleRange {
  /** First sample, and the one after the last. */
  from: number;
  to: number;
}

export interface ArraySourceOptions extends SampleRange {
  batchSize: number;
  /** Whether every epoch takes the samples in a new random order. */
  shuffle: boolean;
}

/** Batches cut from whole arrays: only the samples of the batch are copied. */
export function arraySource(samples: Samples, { from, to, batchSize, shuffle }: ArraySourceOptions): BatchSource {
  const seeds = shuffle ? new SeedGenerator() : null;
  const count = to - from;
  const take = (order: Int32Array | null, start: number, end: number): Batch => {
    const pick = (rows: Rows): Tensor => {
      return order === null ? rows.slice(from + start, from + end) : rows.gather(order.subarray(start, end));
    };
    return {
      x: samples.x.map(pick),
      y: samples.y.map(pick),
      sampleWeights: samples.sampleWeights.map((rows) => rows && pick(rows)),
      size: end - start,
    };
  };
  return {
    steps: Math.ceil(count / batchSize),
    *epoch() {
      const order = seeds && permutation(count, seeds.next()).map((index) => index + from);
      for (let start = 0; start < count; start += batchSize)
        yield take(order, start, Math.min(start + batchSize, count));
    },
  };
}

export interface IterableSourceOptions {
  inputNames: readonly string[];
  outputNames: readonly string[];
  /** After how many batches an epoch ends; by default when the iterable does. */
  steps: number | null;
}

/** Batches that the caller's iterable makes. An iterator that cannot start again goes on from epoch to epoch. */
export function iterableSource(iterable: BatchIterable, options: IterableSourceOptions): BatchSource {
  let running: Iterator<BatchData> | AsyncIterator<BatchData> | null = null;
  return {
    steps: options.steps,
    async *epoch() {
      const iterator = running ?? iteratorOf(iterable);
      running = options.steps === null ? null : iterator;
      for (let step = 0; options.steps === null || step < options.steps; step++) {
        const next = await iterator.next();
        if (next.done) {
          running = null;
          if (options.steps !== null)
            throw new DataError(
              `the iterable ended after ${step} batches; expected ${options.steps} steps for each epoch`,
            );
          return;
        }
        yield toBatch(next.value, options);
      }
    },
  };
}

function iteratorOf(iterable: BatchIterable): Iterator<BatchData> | AsyncIterator<BatchData> {
  const made = typeof iterable === 'function' ? iterable() : iterable;
  if (Symbol.asyncIterator in made) return made[Symbol.asyncIterator]();
  if (Symbol.iterator in made) return made[Symbol.iterator]();
  return made;
}

function parts(data: BatchData): { x: ModelData; y: ModelData | null; sampleWeight: ModelData | null } {
  if (Array.isArray(data)) {
    const [x, y, sampleWeight] = data as readonly [ModelData, ModelData?, (ModelData | null)?];
    return { x, y: y ?? null, sampleWeight: sampleWeight ?? null };
  }
  if (typeof data === 'object' && 'x' in data)
    return { x: data.x, y: data.y ?? null, sampleWeight: data.sampleWeight ?? null };
  if (typeof data === 'object' && 'xs' in data) return { x: data.xs, y: data.ys ?? null, sampleWeight: null };
  throw new ArgumentError(
    `expected a batch to be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }. Received: ${show(data)}`,
  );
}

/** Tensors that the batch owns: the caller's own become its property. */
export function toBatch(
  data: BatchData,
  names: { inputNames: readonly string[]; outputNames: readonly string[] },
): Batch {
  const { x, y, sampleWeight } = parts(data);
  const convert = (value: ModelData, argument: string, of: readonly string[]): Tensor[] =>
    splitByName(value, { argument, names: of }).map((array) => {
      const tensor = toTensor(array, { name: argument });
      if (array instanceof tf.Tensor) array.dispose();
      return tensor;
    });
  const batch = {
    x: convert(x, 'x', names.inputNames),
    y: y === null ? [] : convert(y, 'y', names.outputNames),
    sampleWeights: sampleWeight === null ? [] : convert(sampleWeight, 'sampleWeight', names.outputNames),
  };
  const size = batch.x[0]?.shape[0] ?? 0;
  if (size === 0) throw new DataError('a batch of x is empty: expected at least one sample');
  const wrong = [...batch.x, ...batch.y, ...batch.sampleWeights].find((tensor) => tensor.shape[0] !== size);
  if (wrong)
    throw new DataError(
      `expected the arrays of a batch to have equally many samples. Received: ${size} and ${wrong.shape[0]}`,
    );
  return { ...batch, size, isUnchecked: true };
}
