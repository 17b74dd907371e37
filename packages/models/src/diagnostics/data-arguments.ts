import { DataError } from '@argali/core';
import type { Model } from '../model.ts';
import { disposeBatch, type Batch } from '../training/batches.ts';
import { isBatchIterable, type BatchIterable, type ModelData } from '../training/data.ts';
import { closing } from '../training/each-batch.ts';
import { givenOptions } from '../training/options.ts';
import { evaluationSource, type RunData } from '../training/source.ts';

/** Inputs and labels as `fit` takes them, or an iterable of batches; then the options. */
export type DataArguments<Options> =
  [x: ModelData, y: ModelData, options?: Options] | [batches: BatchIterable, options?: Options];

export interface ReadArguments<Options> {
  x: ModelData | BatchIterable;
  y: ModelData | null;
  options: Options;
}

/** Tells which of the two forms `args` has. */
export function readArguments<Options>(args: DataArguments<Options>): ReadArguments<Options> {
  const [x, y, third] = args as [ModelData | BatchIterable, unknown, Options | undefined];
  const isIterable = isBatchIterable(x);
  const options = givenOptions<Options>({ y, options: third }, isIterable);
  return { x, y: isIterable ? null : (y as ModelData), options };
}

/** Runs `f` on the first batch of `data`, which has at most `batchSize` samples if the data are arrays. */
export async function withFirstBatch<T>(
  model: Model,
  { batchSize, ...data }: RunData & { batchSize: number },
  f: (batch: Batch) => Promise<T>,
): Promise<T> {
  const source = await evaluationSource(model, data, { batchSize });
  return closing([source], async () => {
    const first = await source.epoch().next();
    if (first.done) throw new DataError(`${model.describe()}: expected at least one batch. Received: none`);
    try {
      model.ensureBuiltFor(first.value.x);
      return { value: await f(first.value), interrupted: false };
    } finally {
      disposeBatch(first.value);
    }
  });
}
