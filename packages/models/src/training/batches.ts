import { ArgumentError, DataError, isTensor, permutation, SeedGenerator, show, toTensor } from '@argali/core';
import type { Rows } from '@argali/data';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { disposeSamples, splitByName, type BatchData, type ModelData, type Samples } from './data.ts';

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

/** The next batch of an epoch, or its end. */
export type NextBatch = { done: false; value: Batch } | { done: true; value: undefined };

/** The batches of one epoch; whoever takes one disposes of it. */
export interface BatchIterator {
  next(): NextBatch | Promise<NextBatch>;
}

/** Where the batches of an epoch come from. */
export interface BatchSource {
  /** How many batches an epoch has, if that is known beforehand. */
  readonly steps: number | null;
  epoch(): BatchIterator;
  /** Lets go of what it holds, when a run has ended, or was `interrupted`. */
  close(interrupted: boolean): void | Promise<void>;
}

export function disposeBatch({ x, y, sampleWeights }: Batch): void {
  for (const tensor of x) tensor.dispose();
  for (const tensor of y) tensor.dispose();
  for (const tensor of sampleWeights) tensor?.dispose();
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
  /** After how many batches an epoch ends; by default when the samples do. */
  steps?: number | null;
}

/** Batches cut from whole arrays: only the samples of the batch are copied. Closing the source frees the samples. */
export function arraySource(
  samples: Samples,
  { from, to, batchSize, shuffle, steps = null }: ArraySourceOptions,
): BatchSource {
  const seeds = shuffle ? new SeedGenerator() : null;
  const count = to - from;
  function* pass(): Generator<Batch, undefined, undefined> {
    const order = seeds && permutation(count, seeds.next());
    if (from > 0) order?.forEach((index, i) => (order[i] = index + from));
    for (let start = 0; start < count; start += batchSize) {
      const end = Math.min(start + batchSize, count);
      yield batchOf(samples, order === null ? [from + start, from + end] : order.subarray(start, end));
    }
  }
  return {
    steps: steps ?? Math.ceil(count / batchSize),
    epoch: steps === null ? pass : stepsOf(pass, steps),
    close: () => disposeSamples(samples),
  };
}

/** Which samples: those at some indices, or all from the first to, but not including, the last. */
type Chosen = Int32Array | readonly [first: number, last: number];

/** Some of the samples as one batch. What was made is freed if a part of it fails. */
export function batchOf({ x, y, sampleWeights }: Samples, chosen: Chosen): Batch {
  const size = chosen instanceof Int32Array ? chosen.length : chosen[1] - chosen[0];
  const batch: Batch = { x: [], y: [], sampleWeights: [], size };
  try {
    for (const rows of x) batch.x.push(take(rows, chosen));
    for (const rows of y) batch.y.push(take(rows, chosen));
    for (const rows of sampleWeights) batch.sampleWeights.push(rows && take(rows, chosen));
    return batch;
  } catch (error) {
    disposeBatch(batch);
    throw error;
  }
}

function take(rows: Rows, chosen: Chosen): Tensor {
  return chosen instanceof Int32Array ? rows.gather(chosen) : rows.slice(chosen[0], chosen[1]);
}

/** Epochs of so many batches; each takes up the samples where the last left off, and begins anew when they end. */
function stepsOf(pass: () => Generator<Batch, undefined, undefined>, steps: number): () => BatchIterator {
  let running = pass();
  return function* epoch() {
    for (let step = 0; step < steps; step++) {
      let next = running.next();
      if (next.done) {
        running = pass();
        next = running.next();
      }
      if (next.done) return;
      yield next.value;
    }
  } as () => BatchIterator;
}

function parts(data: BatchData): { x: ModelData; y: ModelData | null; sampleWeight: ModelData | null } {
  if (Array.isArray(data) && data.length >= 1 && data.length <= 3) {
    const [x, y, sampleWeight] = data as readonly [ModelData, ModelData?, (ModelData | null)?];
    return { x, y: y ?? null, sampleWeight: sampleWeight ?? null };
  }
  if (typeof data === 'object' && (data as unknown) !== null && !Array.isArray(data)) {
    if ('x' in data) return { x: data.x, y: data.y ?? null, sampleWeight: data.sampleWeight ?? null };
    if ('xs' in data) return { x: data.xs, y: data.ys ?? null, sampleWeight: null };
  }
  throw new ArgumentError(
    `expected a batch to be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }. Received: ${show(data)}`,
  );
}

/** The tensors in a batch as it was yielded. */
function tensorsIn(value: unknown): Tensor[] {
  if (isTensor(value)) return [value];
  if (Array.isArray(value)) return typeof value[0] === 'number' ? [] : value.flatMap(tensorsIn);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(tensorsIn);
}

export interface BatchOptions {
  inputNames: readonly string[];
  outputNames: readonly string[];
  /** Whether tensors stay the caller's. By default they become the batch's, and end with it. */
  isKept?: boolean;
}

/**
 * The tensors of a batch that an iterable yielded; those that it held are disposed of unless they are kept. If they do not
 * make a batch, nothing is left of them.
 */
export function toBatch(data: BatchData, { isKept = false, ...names }: BatchOptions): Batch {
  const given = new Set(tensorsIn(data));
  const made: Tensor[] = [];
  try {
    if ([...given].some((tensor) => tensor.isDisposed))
      throw new DataError(
        'a batch holds a tensor that has been disposed of. The tensors of a batch are freed after its step: yield new ones, or tf.clone(tensor)',
      );
    return convert(data, names, made);
  } catch (error) {
    tf.dispose(made);
    throw error;
  } finally {
    if (!isKept) for (const tensor of given) tensor.dispose();
  }
}

/** The batch of `data`; every tensor that is made is added to `made`. */
function convert(data: BatchData, { inputNames, outputNames }: BatchOptions, made: Tensor[]): Batch {
  const { x, y, sampleWeight } = parts(data);
  const tensors = (value: ModelData, argument: string, of: readonly string[]): Tensor[] =>
    splitByName(value, { argument, names: of }).map((array) => {
      const tensor = toTensor(array, { name: argument });
      made.push(tensor);
      return tensor;
    });
  const batch = {
    x: tensors(x, 'x', inputNames),
    y: y === null ? [] : tensors(y, 'y', outputNames),
    sampleWeights: sampleWeight === null ? [] : tensors(sampleWeight, 'sampleWeight', outputNames),
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
