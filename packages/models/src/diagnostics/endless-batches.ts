import { DataError, StateError } from '@argali/core';
import { disposeBatch, type Batch, type BatchSource } from '../training/batches.ts';

export type EndlessBatches = AsyncGenerator<Batch, void, undefined>;

/** Epoch after epoch; whoever takes a batch disposes of it. */
export async function* endless(source: BatchSource): EndlessBatches {
  for (;;) {
    const batches = source.epoch();
    let count = 0;
    for (;;) {
      const next = await batches.next();
      if (next.done) break;
      count++;
      yield next.value;
    }
    if (count === 0)
      throw new DataError(
        'findLearningRate: the batches ended before the search did. Give arrays, a function that makes batches, or fewer steps',
      );
  }
}

/** Calls `f` with the next batch, and frees it. */
export async function withNext<T>(batches: EndlessBatches, f: (batch: Batch) => T | Promise<T>): Promise<T> {
  const next = await batches.next();
  if (next.done) throw new StateError('findLearningRate: the batches ended');
  try {
    return await f(next.value);
  } finally {
    disposeBatch(next.value);
  }
}
