import { ArgumentError, DataError, show, sizeOf } from '@argali/core';
import { toRows, type Rows } from '@argali/data';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';
import type { Batch, BatchSource } from './batches.ts';
import { classNumbersOf } from './class-numbers.ts';
import type { Samples } from './data.ts';

/** The weight of each class, by its number. A class that is not named weighs 1. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Class weights once they are checked. */
export type ClassWeights = ReadonlyMap<number, number>;

/** Labels are read and weighed so many values at a time. */
const CHUNK = 2 ** 20;

/**
 * @throws ArgumentError for what does not map class numbers to weights of at least 0, and for a model of several outputs, whose
 * classes would be mixed up
 */
export function readClassWeight(model: Model, classWeight: ClassWeight | null | undefined): ClassWeights | null {
  if (classWeight == null) return null;
  const fail = (expected: string, received: string): never => {
    throw new ArgumentError(`${model.describe()}: expected \`classWeight\` ${expected}. Received: ${received}`);
  };
  if (model.outputNames.length !== 1) fail('for a model of one output', `${model.outputNames.length} outputs`);
  const isRecord = typeof classWeight === 'object' && (Array.isArray(classWeight) || !(Symbol.iterator in classWeight));
  if (!isRecord) fail('to be an object of weights by class number', show(classWeight));
  const entries = Object.entries(classWeight).map(([key, weight]) => [Number(key || 'none'), weight] as const);
  Object.keys(classWeight).forEach((key, i) => {
    if (!Number.isInteger(entries[i]?.[0])) fail('to have class numbers as its keys', show(key));
  });
  for (const [label, weight] of entries)
    if (!(Number.isFinite(weight) && weight >= 0))
      fail('to hold finite weights of at least 0', `${show(weight)} for class ${label}`);
  return new Map(entries);
}

/** The weights of labels `[n, …]` by their classes: `[n]`, or of the shape of the labels where each has several classes. */
async function weightsOf(model: Model, labels: Tensor, weights: ClassWeights): Promise<Tensor> {
  if (labels.dtype === 'string') throw new DataError('`classWeight` needs labels that are numbers. Received: strings');
  const { data, shape } = classNumbersOf(model, { data: await labels.data(), shape: labels.shape });
  const wrong = data.findIndex((label: number) => Number.isNaN(label));
  if (wrong >= 0)
    throw new DataError(`\`classWeight\` needs labels that are numbers. Received: NaN at position ${wrong}`);
  return tf.tensor(
    Float32Array.from(data, (label) => weights.get(toInteger(label)) ?? 1),
    [...shape],
  );
}

/** The nearest whole number, of two the even one, as in Keras: a label 0.9999 or one that is smoothed keeps its class. */
function toInteger(label: number): number {
  return Math.abs(label % 1) === 0.5 ? 2 * Math.round(label / 2) : Math.round(label);
}

/** The products of two sets of weights, of which the one of lower rank weighs along the other's first axes. */
function multiply(a: Tensor, b: Tensor): Tensor {
  return tf.tidy(() => {
    const [x, y] = [withoutOnes(a), withoutOnes(b)];
    const rank = Math.max(x.rank, y.rank);
    const [p, q] = [withRank(x, rank), withRank(y, rank)];
    if (!p.shape.every((size, i) => size === q.shape[i] || size === 1 || q.shape[i] === 1))
      throw new DataError(
        `expected \`sampleWeight\` of a shape that goes with the labels' classes, ${show(a.shape)}. Received: shape=${show(b.shape)}`,
      );
    return tf.mul(p, q);
  });
}

function withoutOnes(x: Tensor): Tensor {
  let { shape } = x;
  while (shape.length > 1 && shape.at(-1) === 1) shape = shape.slice(0, -1);
  return tf.reshape(x, shape);
}

function withRank(x: Tensor, rank: number): Tensor {
  return tf.reshape(x, [...x.shape, ...Array<number>(rank - x.rank).fill(1)]);
}

/**
 * A batch with the weights of its labels' classes, times its own sample weights, in their place. It takes over the batch, and
 * disposes of it if it throws.
 *
 * @throws DataError for labels that belong to no class, and where there are none
 */
export async function weightBatch(model: Model, batch: Batch, weights: ClassWeights): Promise<Batch> {
  const [y] = batch.y;
  const [own = null] = batch.sampleWeights;
  let ofClasses: Tensor | null = null;
  try {
    if (y === undefined) throw new DataError(`${model.describe()}: \`classWeight\` needs labels. Received: none`);
    ofClasses = await weightsOf(model, y, weights);
    return { ...batch, sampleWeights: [own === null ? tf.clone(ofClasses) : multiply(ofClasses, own)] };
  } catch (error) {
    tf.dispose([batch.x, batch.y]);
    throw error;
  } finally {
    ofClasses?.dispose();
    own?.dispose();
  }
}

/** A source whose batches are weighed by {@link weightBatch}; the source itself for no weights. */
export function weightedSource(model: Model, source: BatchSource, weights: ClassWeights | null): BatchSource {
  if (weights === null) return source;
  return {
    steps: source.steps,
    epoch() {
      const batches = source.epoch();
      return {
        async next() {
          const next = await batches.next();
          return next.done ? next : { done: false, value: await weightBatch(model, next.value, weights) };
        },
      };
    },
    close: (interrupted) => source.close(interrupted),
  };
}

/**
 * The samples with the weights of their classes, times their own, as sample weights. All else is shared with `samples`, so
 * that disposing of these frees both.
 *
 * @throws DataError for labels that belong to no class, and where there are none
 */
export async function withClassWeight(
  model: Model,
  samples: Samples,
  classWeight: ClassWeight | null | undefined,
): Promise<Samples> {
  const weights = readClassWeight(model, classWeight);
  if (weights === null) return samples;
  const { length } = samples;
  const step = Math.max(1, Math.floor(CHUNK / sizeOf(samples.y[0]?.shape.slice(1) ?? [])));
  const [own] = samples.sampleWeights;
  const parts: Float32Array[] = [];
  let shape: number[] = [];
  for (let from = 0; from < length; from += step) {
    const slice = (rows: Rows): Tensor => rows.slice(from, Math.min(from + step, length));
    const chunk: Batch = { x: [], y: samples.y.map(slice), sampleWeights: own ? [slice(own)] : [], size: length };
    const weighed = await weightBatch(model, chunk, weights);
    shape = weighed.sampleWeights[0]?.shape ?? [];
    parts.push((await weighed.sampleWeights[0]?.data()) as Float32Array);
    tf.dispose([weighed.y, weighed.sampleWeights.filter((tensor) => tensor !== null)]);
  }
  return {
    ...samples,
    sampleWeights: [toRows({ data: joined(parts), shape: [length, ...shape.slice(1)] }, 'weights')],
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
