import { checkPositiveInteger } from '@argali/core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { Callbacks, Evaluation } from '../callbacks/callback.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import { disposeBatch } from './batches.ts';
import { isBatchIterable, type BatchIterable, type ModelData } from './data.ts';
import { verbosity, type Verbose } from './fit.ts';
import { readLogs } from './logs.ts';
import { Pause } from './pause.ts';
import { evaluationSource, type OwnedSource } from './source.ts';
import { testStep } from './step.ts';

/** Options of `model.evaluate` (https://keras.io/api/models/model_training_apis/#evaluate-method). */
export interface EvaluateOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number;
  /** Default: `'auto'`, a progress bar. */
  verbose?: Verbose;
  /** Weight of each sample. */
  sampleWeight?: ModelData | null;
  /** How many batches to take; by default all. */
  steps?: number | null;
  callbacks?: Callbacks | null;
  signal?: AbortSignal;
}

export interface EvaluateArguments {
  x: ModelData | BatchIterable;
  y: ModelData | EvaluateOptions | undefined;
  options: EvaluateOptions | undefined;
}

/** Evaluates `model`; see `Model.evaluate`. */
export async function evaluate(model: Model, { x, y, options }: EvaluateArguments): Promise<Evaluation> {
  model.compiledState();
  const isIterable = isBatchIterable(x);
  const {
    batchSize = 32,
    steps,
    sampleWeight,
    verbose,
    signal,
    callbacks = [],
  } = (isIterable ? (y as EvaluateOptions | undefined) : options) ?? {};
  checkPositiveInteger(batchSize, { owner: `${model.describe()}.evaluate`, name: 'batchSize' });
  const data = { x, y: isIterable ? null : (y as ModelData), sampleWeight };
  const source = await evaluationSource(model, data, { batchSize, steps });
  const params = { epochs: 1, steps: source.steps, verbose: verbosity(verbose) };
  const list = new CallbackList([...(params.verbose === 0 ? [] : [new ProgressLogger()]), callbacks]);
  list.begin(model, params);
  try {
    return await evaluateSource(model, source, { callbacks: list, pause: new Pause(), signal });
  } finally {
    source.dispose();
  }
}

export interface EvaluationRun {
  callbacks: CallbackList;
  pause: Pause;
  signal: AbortSignal | undefined;
}

/** One pass over `source`: the loss and the metrics. */
export async function evaluateSource(
  model: Model,
  source: OwnedSource,
  { callbacks, pause, signal }: EvaluationRun,
): Promise<Evaluation> {
  model.resetMetrics();
  await callbacks.call('onTestBegin', {});
  const batches = source.epoch();
  try {
    for (let step = 0; ; step++) {
      signal?.throwIfAborted();
      const pending = batches.next();
      const next = 'then' in pending ? await pending : pending;
      if (next.done) break;
      await callbacks.callBatch('onTestBatchBegin', step, () => Promise.resolve({}));
      try {
        testStep(model, next.value);
      } finally {
        disposeBatch(next.value);
      }
      await callbacks.callBatch('onTestBatchEnd', step, () => readLogs(model));
      await callbacks.batchDone();
      await pause.ifDue();
    }
  } finally {
    await batches.return?.();
  }
  const logs = await readLogs(model);
  await callbacks.call('onTestEnd', logs);
  return logs;
}
