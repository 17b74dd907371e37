import { DataError, invalidArgument, warn } from '@argali/core';
import type { CallbackList } from '../callbacks/callback-list.ts';
import type { Logs } from '../callbacks/callback.ts';
import { disposeBatch, type Batch, type BatchSource, type NextBatch } from './batches.ts';
import type { Pause } from './pause.ts';

/** What a run does around its batches. */
export interface BatchLoop {
  kind: 'Train' | 'Test' | 'Predict';
  callbacks: CallbackList;
  pause: Pause;
  signal: AbortSignal | undefined;
  /** The numbers so far, for callbacks that ask. */
  logs: () => Promise<Logs>;
  /** Whether somebody wants no more batches. */
  isStopped: () => boolean;
}

const noLogs = (): Promise<Logs> => Promise.resolve({});

/**
 * Takes `step` with every batch of an epoch, and calls the callbacks around it; returns how many batches there were.
 *
 * @throws the signal's reason as soon as it is aborted, even while a batch is waited for
 */
export async function eachBatch(
  source: BatchSource,
  { kind, callbacks, pause, signal, logs, isStopped }: BatchLoop,
  step: (batch: Batch, index: number) => void,
): Promise<number> {
  const batches = source.epoch();
  const begin = `on${kind}BatchBegin` as const;
  const end = `on${kind}BatchEnd` as const;
  for (let index = 0; ; index++) {
    signal?.throwIfAborted();
    const pending = batches.next();
    const next = 'then' in pending ? await untilAborted(pending, signal) : pending;
    if (next.done) return index;
    try {
      if (callbacks.has(begin)) await callbacks.callBatch(begin, index, noLogs);
      step(next.value, index);
    } finally {
      disposeBatch(next.value);
    }
    if (callbacks.has(end)) await callbacks.callBatch(end, index, logs);
    if (callbacks.counts) await callbacks.batchDone(logs);
    if (pause.isDue) await pause.turn();
    if (isStopped()) return index + 1;
  }
}

/** What `pending` resolves to, unless the signal is aborted before; a batch that comes too late is freed. */
function untilAborted(pending: Promise<NextBatch>, signal: AbortSignal | undefined): Promise<NextBatch> {
  if (signal === undefined) return pending;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void pending
      .then((next) => {
        if (signal.aborted && !next.done) disposeBatch(next.value);
        resolve(next);
      }, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/** @throws ArgumentError for what cannot abort anything */
export function checkSignal(signal: unknown, owner: string): void {
  // By what it can do: it may come from another realm.
  const isSignal = typeof signal === 'object' && signal !== null && 'throwIfAborted' in signal;
  if (signal !== undefined && !isSignal) throw invalidArgument({ owner, name: 'signal' }, 'an AbortSignal', signal);
}

/** The error for data without a single batch; `expectation` is how it begins: `Model "m".fit: expected`. */
export function noBatches(expectation: string): DataError {
  return new DataError(`${expectation} at least one batch. Received: data without any`);
}

/** Warns of data that ended before the steps that were asked for. */
export function warnIfShort({ steps }: BatchSource, count: number, subject: () => string): void {
  if (steps === null || count >= steps) return;
  warn(`${subject()} ran out of data after ${count} batches; expected ${steps} steps. It ends here`);
}

/** Runs `f`, then lets go of what the sources hold. An error of `f` is the one that is thrown. */
export async function closing<T>(
  sources: readonly (BatchSource | null)[],
  f: () => Promise<{ value: T; interrupted: boolean }>,
): Promise<T> {
  let result: { value: T; interrupted: boolean };
  try {
    result = await f();
  } catch (error) {
    await Promise.allSettled(sources.map(async (source) => source?.close(true)));
    throw error;
  }
  for (const source of sources) await source?.close(result.interrupted);
  return result.value;
}
