import { checkPositiveInteger, StateError } from '@argali/core';
import type { Model } from '../model.ts';
import { arraySource, iterableSource, type BatchSource } from './batches.ts';
import { withClassWeight, type ClassWeight } from './class-weight.ts';
import {
  disposeSamples,
  isBatchIterable,
  toSamples,
  type BatchIterable,
  type ModelData,
  type Samples,
} from './data.ts';
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
  steps?: number | null | undefined;
  /** Whether each pass takes the samples of arrays in a new order. Default: false. */
  shuffle?: boolean;
}

/** A source of batches with what has to be freed after the run. */
export interface OwnedSource extends BatchSource {
  dispose(): void;
}

/** Batches of checked inputs and labels, in order: for evaluation and validation. */
export async function evaluationSource(
  model: Model,
  data: RunData,
  { batchSize, steps, shuffle = false }: SourceOptions,
): Promise<OwnedSource> {
  const { inputNames, outputNames } = model;
  if (steps != null) checkPositiveInteger(steps, { owner: model.describe(), name: 'steps' });
  if (isBatchIterable(data.x))
    return { ...iterableSource(data.x, { inputNames, outputNames, steps: steps ?? null }), dispose: () => undefined };
  const given = toSamples({ x: data.x, y: data.y, sampleWeight: data.sampleWeight, inputNames, outputNames });
  let samples: Samples;
  try {
    await checkLabels(model, given);
    samples = await withClassWeight(model, given, data.classWeight);
  } catch (error) {
    disposeSamples(given);
    throw error;
  }
  const to = Math.min(samples.length, steps == null ? Number.POSITIVE_INFINITY : steps * batchSize);
  return {
    ...arraySource(samples, { from: 0, to, batchSize, shuffle }),
    dispose: () => disposeSamples(given),
  };
}

/** Batches of inputs alone, in order: for prediction. */
export function predictionSource(
  model: Model,
  x: ModelData | BatchIterable,
  { batchSize, steps }: SourceOptions,
): OwnedSource {
  const { inputNames, outputNames } = model;
  if (steps != null) checkPositiveInteger(steps, { owner: model.describe(), name: 'steps' });
  if (isBatchIterable(x))
    return { ...iterableSource(x, { inputNames, outputNames, steps: steps ?? null }), dispose: () => undefined };
  const samples = toSamples({ x, inputNames, outputNames });
  const to = Math.min(samples.length, steps == null ? Number.POSITIVE_INFINITY : steps * batchSize);
  return {
    ...arraySource(samples, { from: 0, to, batchSize, shuffle: false }),
    dispose: () => disposeSamples(samples),
  };
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
