import { ArgumentError, show } from '@argali/core';
import { toBatch, type Batch, type BatchIterator, type BatchSource, type NextBatch } from './batches.ts';
import type { BatchData, BatchIterable } from './data.ts';

export interface IterableSourceOptions {
  inputNames: readonly string[];
  outputNames: readonly string[];
  /** After how many batches an epoch ends; by default when the iterable does. */
  steps: number | null;
  /** Whether each epoch begins with the first batch, where the iterable can start again, rather than go on. */
  restarts: boolean;
}

type AnyIterator = Iterator<BatchData> | AsyncIterator<BatchData>;

const finished: NextBatch = { done: true, value: undefined };

/**
 * Batches that the caller's iterable makes. A function, or an object with iterators of its own, can start again: for each
 * epoch, or, where `steps` says how long an epoch is, when it has ended. An iterator is what it is: it goes on until it ends.
 */
export class IterableSource implements BatchSource {
  readonly steps: number | null;
  readonly #iterable: BatchIterable;
  readonly #options: IterableSourceOptions;
  #iterator: AnyIterator | null = null;
  /** Whether a batch is being waited for. */
  #isWaiting = false;

  constructor(iterable: BatchIterable, options: IterableSourceOptions) {
    this.steps = options.steps;
    this.#iterable = iterable;
    this.#options = options;
  }

  epoch(): BatchIterator {
    const { steps } = this;
    const { restarts } = this.#options;
    let step = 0;
    return {
      next: () => {
        if (steps !== null && step >= steps) return finished;
        const index = step++;
        const ending = index === 0 && restarts && !this.#isCallers() ? this.#abandon() : undefined;
        return ending ? ending.then(() => this.#pull(index)) : this.#pull(index);
      },
    };
  }

  close(interrupted: boolean): void | Promise<void> {
    // The caller may want to go on with an iterator of his own.
    if (this.#iterator === null || (this.#isCallers() && !interrupted)) return;
    return this.#abandon();
  }

  /** Whether the iterator is the caller's own, which cannot start again. */
  #isCallers(): boolean {
    return (this.#iterator as unknown) === this.#iterable;
  }

  /** Ends the iterator. One that works on a batch ends after that; nobody waits for it. */
  #abandon(): void | Promise<void> {
    const iterator = this.#iterator;
    this.#iterator = null;
    const ending: unknown = iterator?.return?.();
    if (!isPromise(ending)) return;
    const ended = ending.then(() => undefined);
    if (!this.#isWaiting) return ended;
    ended.catch(() => undefined);
  }

  #pull(step: number): NextBatch | Promise<NextBatch> {
    const isNew = this.#iterator === null;
    const iterator = (this.#iterator ??= iteratorOf(this.#iterable));
    // An iterator that throws has ended.
    const fail = (error: unknown): never => {
      this.#iterator = null;
      throw error;
    };
    const take = (next: IteratorResult<BatchData>): NextBatch | Promise<NextBatch> => {
      if (!next.done) return { done: false, value: this.#toBatch(next.value) };
      const startsAgain = step === 0 && !isNew && !this.#isCallers();
      this.#iterator = null;
      return startsAgain ? this.#pull(step) : finished;
    };
    let pending: IteratorResult<BatchData> | Promise<IteratorResult<BatchData>>;
    try {
      pending = iterator.next();
    } catch (error) {
      return fail(error);
    }
    if (!isPromise<IteratorResult<BatchData>>(pending)) return take(pending);
    this.#isWaiting = true;
    return pending.finally(() => (this.#isWaiting = false)).then(take, fail);
  }

  #toBatch(data: BatchData): Batch {
    // What a set holds is the caller's; what an iterator hands out is nobody else's.
    const isKept = this.#iterable instanceof Set;
    return toBatch(data, { ...this.#options, isKept });
  }
}

function isPromise<T>(value: unknown): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function iteratorOf(iterable: BatchIterable): AnyIterator {
  const made: unknown = typeof iterable === 'function' ? iterable() : iterable;
  if (typeof made === 'object' && made !== null) {
    if (Symbol.asyncIterator in made) return (made as AsyncIterable<BatchData>)[Symbol.asyncIterator]();
    if (Symbol.iterator in made) return (made as Iterable<BatchData>)[Symbol.iterator]();
    if ('next' in made && typeof made.next === 'function') return made as AnyIterator;
  }
  throw new ArgumentError(`expected a function that makes an iterator of batches. Received: it made ${show(made)}`);
}
