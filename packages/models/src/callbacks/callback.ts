import { StateError } from '@argali/core';
import type { Model } from '../model.ts';

/** Numbers by name: the loss and the metrics, with `val_` in front for those of the validation data. */
export type Logs = Record<string, number>;

/** What `evaluate` resolves to: the loss, and each metric by its name. */
export type Evaluation = Logs & { loss: number };

/** What is known of a run before it begins. */
export interface RunParams {
  epochs: number;
  /** Batches in an epoch; `null` if unknown. */
  steps: number | null;
  verbose: 0 | 1 | 2;
}

type Hook<Args extends unknown[]> = (...args: Args) => void | Promise<void>;

/** The moments of a run; a plain object with some of these is a callback too. */
export interface CallbackHooks {
  onTrainBegin: Hook<[logs: Logs]>;
  onTrainEnd: Hook<[logs: Logs]>;
  onEpochBegin: Hook<[epoch: number, logs: Logs]>;
  onEpochEnd: Hook<[epoch: number, logs: Logs]>;
  onTrainBatchBegin: Hook<[batch: number, logs: Logs]>;
  onTrainBatchEnd: Hook<[batch: number, logs: Logs]>;
  onTestBegin: Hook<[logs: Logs]>;
  onTestEnd: Hook<[logs: Logs]>;
  onTestBatchBegin: Hook<[batch: number, logs: Logs]>;
  onTestBatchEnd: Hook<[batch: number, logs: Logs]>;
  onPredictBegin: Hook<[logs: Logs]>;
  onPredictEnd: Hook<[logs: Logs]>;
  onPredictBatchBegin: Hook<[batch: number, logs: Logs]>;
  onPredictBatchEnd: Hook<[batch: number, logs: Logs]>;
}

/**
 * Acts at moments of `fit`, `evaluate` and `predict`. A subclass overrides the hooks it needs; a hook may be async. Epochs
 * and batches count from 0. Batch hooks are given numbers, which on a GPU costs a read for each batch.
 *
 * @see https://keras.io/api/callbacks/base_callback/
 */
export abstract class Callback implements CallbackHooks {
  #model: Model | null = null;
  /** Set before the run begins. */
  params: RunParams = { epochs: 1, steps: null, verbose: 0 };

  /** The model of the run. */
  get model(): Model {
    if (this.#model === null) throw new StateError(`${this.constructor.name} is not part of a run yet`);
    return this.#model;
  }

  setModel(model: Model): void {
    this.#model = model;
  }

  setParams(params: RunParams): void {
    this.params = params;
  }

  /** Called after every batch of any kind. The logs are read when it asks for them, so listening costs nothing. */
  onBatchDone?(logs: () => Promise<Logs>): void | Promise<void>;

  onTrainBegin(_logs: Logs): void | Promise<void> {}
  onTrainEnd(_logs: Logs): void | Promise<void> {}
  onEpochBegin(_epoch: number, _logs: Logs): void | Promise<void> {}
  onEpochEnd(_epoch: number, _logs: Logs): void | Promise<void> {}
  onTrainBatchBegin(_batch: number, _logs: Logs): void | Promise<void> {}
  onTrainBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
  onTestBegin(_logs: Logs): void | Promise<void> {}
  onTestEnd(_logs: Logs): void | Promise<void> {}
  onTestBatchBegin(_batch: number, _logs: Logs): void | Promise<void> {}
  onTestBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
  onPredictBegin(_logs: Logs): void | Promise<void> {}
  onPredictEnd(_logs: Logs): void | Promise<void> {}
  onPredictBatchBegin(_batch: number, _logs: Logs): void | Promise<void> {}
  onPredictBatchEnd(_batch: number, _logs: Logs): void | Promise<void> {}
}

/** A callback as `fit` takes it: also an object with some of the hooks. */
export type CallbackLike = Callback | Partial<CallbackHooks>;

/** One callback, or a list of them. */
export type Callbacks = CallbackLike | readonly CallbackLike[];
