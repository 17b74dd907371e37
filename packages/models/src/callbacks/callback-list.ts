import { ArgumentError, show } from '@argali/core';
import type { Model } from '../model.ts';
import {
  Callback,
  type CallbackHooks,
  type CallbackLike,
  type Callbacks,
  type Logs,
  type RunParams,
} from './callback.ts';
import { LambdaCallback } from './lambda-callback.ts';

type HookName = keyof CallbackHooks;
type BatchHook = Extract<HookName, `${string}Batch${string}`>;
type PlainHook = Exclude<HookName, BatchHook | 'onEpochBegin' | 'onEpochEnd'>;

/** The callbacks of a run. Hooks that no callback has cost nothing. */
export class CallbackList {
  readonly callbacks: readonly Callback[];

  /**
   * @param callbacks each a callback or a list of them; `null` and `undefined` stand for none
   * @throws ArgumentError for what is no callback
   */
  constructor(callbacks: readonly (Callbacks | CallbackList | null | undefined)[]) {
    this.callbacks = callbacks.flatMap((entry) => {
      if (entry == null) return [];
      if (entry instanceof CallbackList) return entry.callbacks;
      return Array.isArray(entry) ? new CallbackList(entry as readonly CallbackLike[]).callbacks : [single(entry)];
    });
  }

  begin(model: Model, params: RunParams): void {
    for (const callback of this.callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Whether any callback listens to that moment. */
  has(hook: HookName): boolean {
    return this.callbacks.some((callback) => callback[hook] !== Callback.prototype[hook]);
  }

  async call(hook: PlainHook, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback[hook](logs);
  }

  async callEpoch(hook: 'onEpochBegin' | 'onEpochEnd', epoch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback[hook](epoch, logs);
  }

  /** Whether any callback counts batches. */
  get counts(): boolean {
    return this.callbacks.some((callback) => callback.onBatchDone !== undefined);
  }

  /** Tells those who only count that a batch is done. */
  async batchDone(logs: () => Promise<Logs>): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchDone?.(logs);
  }

  /** Calls a hook of a batch; `logs` is only asked for if somebody listens. */
  async callBatch(hook: BatchHook, batch: number, logs: () => Promise<Logs>): Promise<void> {
    const numbers = await logs();
    for (const callback of this.callbacks) await callback[hook](batch, numbers);
  }
}

function single(callback: unknown): Callback {
  if (callback instanceof Callback) return callback;
  if (typeof callback === 'object') return new LambdaCallback(callback as Partial<CallbackHooks>);
  throw new ArgumentError(`Expected a callback, or a list of callbacks. Received: ${show(callback)}`);
}
