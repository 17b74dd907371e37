import { checkPositiveInteger, StateError } from '@argali/core';
import type { Model } from '../model.ts';
import { arraySource, type BatchSource } from './batches.ts';
import { readClassWeight, weightedSource, withClassWeight, type ClassWeight } from './class-weight.ts';
import { disposeSamples, isBatchIterable, toSamples, type BatchIterable, type ModelData } from './data.ts';
import { IterableSource } from './iterable-source.ts';
import { checkLabels } from './labels.ts';

/** Data of a run, as the caller gave them. */
export interface RunData {
  x: ModelData | BatchIterable;
  y?: ModelData | null | undefined;
  sampleWeight?: ModelData | null | undefined;
  classWeight?: ClassWeight | null | undefined;
}

export interface SourceOptions {
  batchSize: number;
  /** How many batches to take; by default all. */
  steps?: number | null;
  /** Whether each pass takes the samples of arrays in a new order. Default: false. */
  shuffle?: boolean;
}

/** Batches of checked inputs and labels, in order: for evaluation and validation. */
export async function evaluationSource(
  model: Model,
  data: RunData,
  { batchSize, steps = null, shuffle = false }: SourceOptions,
): Promise<BatchSource> {
  const { inputNames, outputNames } = model;
  const { x, y, sampleWeight } = data;
  if (steps !== null) checkPositiveInteger(steps, { owner: model.describe(), name: 'steps' });
  if (isBatchIterable(x)) {
    const source = new IterableSource(x, { inputNames, outputNames, steps, restarts: true });
    return weightedSource(model, source, readClassWeight(model, data.classWeight));
  }
  const given = toSamples({ x, y, sampleWeight, inputNames, outputNames });
  try {
    await checkLabels(model, given);
    const samples = await withClassWeight(model, given, data.classWeight);
    return arraySource(samples, { from: 0, to: endOf(samples.length, { batchSize, steps }), batchSize, shuffle });
  } catch (error) {
    disposeSamples(given);
    throw error;
  }
}

/** Batches of inputs alone, in order: for prediction. */
export function predictionSource(
  model: Model,
  x: ModelData | BatchIterable,
  { batchSize, steps = null }: SourceOptions,
): BatchSource {
  const { inputNames, outputNames } = model;
  if (steps !== null) checkPositiveInteger(steps, { owner: model.describe(), name: 'steps' });
  if (isBatchIterable(x)) return new IterableSource(x, { inputNames, outputNames, steps, restarts: true });
  const samples = toSamples({ x, inputNames, outputNames });
  return arraySource(samples, { from: 0, to: endOf(samples.length, { batchSize, steps }), batchSize, shuffle: false });
}

/** Where so many steps end in samples of that number. */
export function endOf(length: number, { batchSize, steps }: { batchSize: number; steps: number | null }): number {
  return steps === null ? length : Math.min(length, steps * batchSize);
}

const busy = new WeakSet<Model>();

/** Whether a run of `model` is going on. */
export function isRunning(model: Model): boolean {
  return busy.has(model);
}

/** Runs `f` as the one run of `model`: two at once would train over each other. */
export async function exclusively<T>(model: Model, f: () => Promise<T>): Promise<T> {
  if (busy.has(model))
    throw new StateError(`${model.describe()} is being trained: wait for its \`fit\` to resolve first`);
  busy.add(model);
  try {
    return await f();
  } finally {
    busy.delete(model);
  }
}
