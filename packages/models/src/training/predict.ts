import { checkOptions, checkPositiveInteger, toTensor } from '@argali/core';
import { oneOrList, withScope } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { CallbackList } from '../callbacks/callback-list.ts';
import type { Callbacks, Logs } from '../callbacks/callback.ts';
import { ProgressLogger } from '../callbacks/progress-logger.ts';
import type { Model } from '../model.ts';
import { splitByName, type BatchIterable, type ModelData } from './data.ts';
import { checkSignal, closing, eachBatch, noBatches, warnIfShort } from './each-batch.ts';
import { verbosity, type Verbose } from './fit.ts';
import { Pause } from './pause.ts';
import { Pieces } from './pieces.ts';
import { predictionSource } from './source.ts';

/** Options of `model.predict` (https://keras.io/api/models/model_training_apis/#predict-method). */
export interface PredictOptions {
  /** Samples for each step. Default: 32. */
  batchSize?: number | null;
  /** Default: 0, as prediction is what an app does all day. */
  verbose?: Verbose;
  /** How many batches to take; by default all. */
  steps?: number | null;
  callbacks?: Callbacks | null;
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
  options: PredictOptions = {},
): Promise<Tensor | Tensor[]> {
  const owner = `${model.describe()}.predict`;
  checkOptions(options, owner, ['batchSize', 'verbose', 'steps', 'callbacks', 'signal']);
  const { verbose = 0, steps = null, callbacks = [], signal } = options;
  const batchSize = checkPositiveInteger(options.batchSize ?? 32, { owner, name: 'batchSize' });
  const level = verbosity(verbose);
  checkSignal(signal, owner);
  const list = new CallbackList([...(level === 0 ? [] : [new ProgressLogger()]), callbacks]);
  const source = predictionSource(model, x, { batchSize, steps });
  const pieces = new Pieces();
  return closing([source], async () => {
    model.stopPredicting = false;
    const isStopped = (): boolean => model.stopPredicting;
    list.begin(model, { epochs: 1, steps: source.steps, verbose: level });
    try {
      await list.call('onPredictBegin', {});
      const logs = (): Promise<Logs> => Promise.resolve({});
      const count = await eachBatch(
        source,
        { kind: 'Predict', callbacks: list, pause: new Pause(), signal, logs, isStopped },
        (batch) => pieces.add(outputsOf(model, batch.x)),
      );
      if (count === 0) throw noBatches(`${owner}: expected`);
      if (!isStopped()) warnIfShort(source, count, () => `${model.describe()}: prediction`);
      await list.call('onPredictEnd', {});
      return { value: oneOrList(pieces.joined()), interrupted: isStopped() };
    } finally {
      pieces.dispose();
    }
  });
}

/** Predicts for one batch; see `Model.predictOnBatch`. */
export function predictOnBatch(model: Model, x: ModelData): Tensor | Tensor[] {
  const outputs = tf.tidy(() => {
    const inputs = splitByName(x, { argument: 'x', names: model.inputNames }).map((array) =>
      toTensor(array, { name: 'x' }),
    );
    return outputsOf(model, inputs);
  });
  return oneOrList(outputs);
}
