import type { Evaluation } from '../callbacks/callback.ts';
import type { Model } from '../model.ts';
import { batchOf, disposeBatch, type Batch } from './batches.ts';
import { withClassWeight, type ClassWeight } from './class-weight.ts';
import { disposeSamples, toSamples, type ModelData } from './data.ts';
import { checkLabels } from './labels.ts';
import { RunState } from './run-state.ts';
import { checkBatchOptions } from './options.ts';
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
  const { sampleWeight, classWeight } = checkBatchOptions(options, model.describe());
  const given = toSamples({ x, y, sampleWeight, inputNames, outputNames });
  try {
    await checkLabels(model, given);
    const samples = await withClassWeight(model, given, classWeight);
    return batchOf(samples, [0, samples.length]);
  } finally {
    disposeSamples(given);
  }
}

/** Takes `step` with one batch; the loss and the metrics of it alone. */
async function onBatch(
  model: Model,
  args: OnBatchArguments,
  step: (batch: Batch, state: RunState) => void,
): Promise<Evaluation> {
  const state = new RunState(model.compiledState());
  const batch = await makeBatch(model, args);
  try {
    state.reset();
    step(batch, state);
    return await state.logs();
  } finally {
    disposeBatch(batch);
    state.end();
  }
}

export function trainOnBatch(model: Model, args: OnBatchArguments): Promise<Evaluation> {
  return onBatch(model, args, (batch, state) => trainStep(model, batch, { state }).dispose());
}

export function testOnBatch(model: Model, args: OnBatchArguments): Promise<Evaluation> {
  return onBatch(model, args, (batch, state) => testStep(model, batch, state));
}
