import type { Evaluation } from '../callbacks/callback.ts';
import type { Model } from '../model.ts';
import { disposeBatch, type Batch } from './batches.ts';

import { withClassWeight, type ClassWeight } from './class-weight.ts';

import { disposeSamples, toSamples, type ModelData } from './data.ts';
import { checkLabels } from './labels.ts';
import { readLogs } from './logs.ts';
import { testStep, trainStep } from './step.ts';

export interface BatchOptions {
  sampleWeight?: ModelData | null;
  /** Weight of each class, by its number. */
  classWeight?: ClassWeight | null;
}

interface OnBatchArguments {
  x: ModelData;
  y: ModelData;
  options: BatchOptions | undefined;
}

/** The arrays as one checked batch; the caller's own tensors stay the caller's. */
async function makeBatch(model: Model, { x, y, options = {} }: OnBatchArguments): Promise<Batch> {
  const { inputNames, outputNames } = model;
  const { sampleWeight, classWeight } = options;
  const given = toSamples({ x, y, sampleWeight, inputNames, outputNames });
  try {
    await checkLabels(model, given);
    const samples = await withClassWeight(model, given, classWeight);
    const [from, to] = [0, samples.length];
    return {
      x: samples.x.map((rows) => rows.slice(from, to)),
      y: samples.y.map((rows) => rows.slice(from, to)),
      sampleWeights: samples.sampleWeights.map((rows) => rows && rows.slice(from, to)),
      size: to,
    };
  } finally {
    disposeSamples(given);
  }
}

export async function trainOnBatch(model: Model, args: OnBatchArguments): Promise<Evaluation> {
  model.compiledState();
  const batch = await makeBatch(model, args);
  try {
    trainStep(model, batch).dispose();
    return await readLogs(model);
  } finally {
    disposeBatch(batch);
  }
}

export async function testOnBatch(model: Model, args: OnBatchArguments): Promise<Evaluation> {
  model.compiledState();
  const batch = await makeBatch(model, args);
  try {
    testStep(model, batch);
    return await readLogs(model);
  } finally {
    disposeBatch(batch);
  }
}
