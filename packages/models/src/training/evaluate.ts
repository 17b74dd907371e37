import { checkPositiveInteger } from '@argali/core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { Callbacks, Evaluation } from '../callbacks/callback.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import type { BatchSource } from './batches.ts';
import { isBatchIterable, type BatchIterable, type ModelData } from './data.ts';
import { checkSignal, closing, eachBatch, noBatches, warnIfShort } from './each-batch.ts';
import { verbosity, type Verbose } from './fit.ts';
import { checkEvaluateOptions, givenOptions } from './options.ts';
import { Pause } from './pause.ts';
import { RunState } from './run-state.ts';
import { evaluationSource } from './source.ts';
import { testStep } from './step.ts';

/** Options of `model.evaluate` (https://keras.io/api/models/model_training_apis/#evaluate-method). */
export interface EvaluateOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number | null;
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
  const owner = `${model.describe()}.evaluate`;
  const isIterable = isBatchIterable(x);
  const settings = checkEvaluateOptions(givenOptions<EvaluateOptions>({ y, options }, isIterable), owner);
  const { steps = null, sampleWeight, verbose, signal, callbacks = [] } = settings;
  const batchSize = checkPositiveInteger(settings.batchSize ?? 32, { owner, name: 'batchSize' });
  const level = verbosity(verbose);
  checkSignal(signal, owner);
  const list = new CallbackList([...(level === 0 ? [] : [new ProgressLogger()]), callbacks]);
  const data = { x, y: isIterable ? null : (y as ModelData), sampleWeight };
  const source = await evaluationSource(model, data, { batchSize, steps });
  return closing([source], async () => {
    model.stopEvaluating = false;
    list.begin(model, { epochs: 1, steps: source.steps, verbose: level });
    const logs = await evaluateSource(model, source, { callbacks: list, pause: new Pause(), signal });
    if (logs === null) throw noBatches(`${owner}: expected`);
    return { value: logs, interrupted: model.stopEvaluating };
  });
}

export interface EvaluationRun {
  callbacks: CallbackList;
  pause: Pause;
  signal: AbortSignal | undefined;
}

/** One pass over `source`: the loss and the metrics, or `null` if there is not a single batch. */
export async function evaluateSource(
  model: Model,
  source: BatchSource,
  { callbacks, pause, signal }: EvaluationRun,
): Promise<Evaluation | null> {
  const state = new RunState(model.compiledState());
  try {
    state.reset();
    await callbacks.call('onTestBegin', {});
    const logs = (): Promise<Evaluation> => state.logs();
    const isStopped = (): boolean => model.stopEvaluating;
    const count = await eachBatch(source, { kind: 'Test', callbacks, pause, signal, logs, isStopped }, (batch) =>
      testStep(model, batch, state),
    );
    if (count === 0) return null;
    if (!model.stopEvaluating) warnIfShort(source, count, () => `${model.describe()}: evaluation`);
    const result = await logs();
    await callbacks.call('onTestEnd', result);
    return result;
  } finally {
    state.end();
  }
}
