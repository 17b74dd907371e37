import { checkPositiveInteger, toTensor } from '@argali/core';
import { withScope } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { CallbackLike } from '../callbacks/callback.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import { disposeBatch } from './batches.ts';
import { splitByName, type BatchIterable, type ModelData } from './data.ts';
import { verbosity, type Verbose } from './fit.ts';
import { Pause } from './pause.ts';
import { predictionSource } from './source.ts';

/** Options of `model.predict` (https://keras.io/api/models/model_training_apis/#predict-method). */
export interface PredictOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number;
  /** Default: 0, as prediction is what an app does all day. */
  verbose?: Verbose;
  /** How many batches to take; by default all. */
  steps?: number | null;
  callbacks?: readonly CallbackLike[];
  signal?: AbortSignal;
}

/** The outputs of the model for one batch, apart from the tensors it was given. */
function outputsOf(model: Model, inputs: readonly Tensor[]): Tensor[] {
  return tf.tidy(() => {
    const [first] = inputs;
    const outputs = withScope({ training: false }, () =>
      model.applyAll(inputs.length === 1 && first ? first : [...inputs]),
    );
    return outputs.map((output) => (inputs.includes(output) ? tf.clone(output) : output));
  });
}

/** Predicts for all samples; see `Model.predict`. */
export async function predict(
  model: Model,
  x: ModelData | BatchIterable,
  { batchSize = 32, verbose = 0, steps, callbacks = [], signal }: PredictOptions = {},
): Promise<Tensor | Tensor[]> {
  checkPositiveInteger(batchSize, { owner: `${model.describe()}.predict`, name: 'batchSize' });
  const source = predictionSource(model, x, { batchSize, steps });
  const params = { epochs: 1, steps: source.steps, verbose: verbosity(verbose) };
  const list = new CallbackList([...(params.verbose === 0 ? [] : [new ProgressLogger()]), ...callbacks]);
  const pause = new Pause();
  const made: Tensor[][] = [];
  list.begin(model, params);
  await list.call('onPredictBegin', {});
  const batches = source.epoch();
  try {
    for (let step = 0; ; step++) {
      signal?.throwIfAborted();
      const pending = batches.next();
      const next = 'then' in pending ? await pending : pending;
      if (next.done) break;
      await list.callBatch('onPredictBatchBegin', step, () => Promise.resolve({}));
      try {
        made.push(outputsOf(model, next.value.x));
      } finally {
        disposeBatch(next.value);
      }
      await list.callBatch('onPredictBatchEnd', step, () => Promise.resolve({}));
      await list.batchDone();
      await pause.ifDue();
    }
    return joined(made);
  } finally {
    await batches.return?.();
    tf.dispose(made);
    source.dispose();
    await list.call('onPredictEnd', {});
  }
}

/** The batches' outputs put end to end; one tensor for a single output. */
function joined(batches: readonly Tensor[][]): Tensor | Tensor[] {
  const [first = []] = batches;
  const outputs = first.map((only, i) =>
    batches.length === 1 ? tf.clone(only) : endToEnd(batches.flatMap((outputs) => outputs[i] ?? [])),
  );
  return outputs.length === 1 && outputs[0] ? outputs[0] : outputs;
}

/** So many tensors at most become the arguments of one call, of which tfjs makes as many arguments of its own. */
const MANY = 4096;

function endToEnd(tensors: readonly Tensor[]): Tensor {
  if (tensors.length <= MANY) return tf.concat([...tensors]);
  const parts = Array.from({ length: Math.ceil(tensors.length / MANY) }, (_, i) => i * MANY);
  return tf.tidy(() => endToEnd(parts.map((start) => tf.concat(tensors.slice(start, start + MANY)))));
}

/** Predicts for one batch; see `Model.predictOnBatch`. */
export function predictOnBatch(model: Model, x: ModelData): Tensor | Tensor[] {
  const outputs = tf.tidy(() => {
    const inputs = splitByName(x, { argument: 'x', names: model.inputNames }).map((array) =>
      toTensor(array, { name: 'x' }),
    );
    return outputsOf(model, inputs);
  });
  return outputs.length === 1 && outputs[0] ? outputs[0] : outputs;
}
