import { SeedGenerator, type Variable } from '@argali/core';
import { withSublayers } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../model.ts';

/**
 * The weights of a built model at one moment, and how far the random streams of its layers were. Weights are shared, not
 * copied, so a restored weight is the same to the last bit.
 */
export class ModelSnapshot {
  readonly #weights: readonly { weight: Variable; value: Tensor }[];
  readonly #streams: readonly { stream: SeedGenerator; step: number }[];

  constructor(model: Model) {
    this.#weights = model.weights.map((weight) => ({ weight, value: tf.clone(weight.value) }));
    this.#streams = [...withSublayers(model)]
      .flatMap((layer) => Object.values(layer) as unknown[])
      .filter((field) => field instanceof SeedGenerator)
      .map((stream) => ({ stream, step: stream.step }));
  }

  /** Puts everything back. */
  restore(): void {
    for (const { weight, value } of this.#weights) weight.assign(value);
    for (const { stream, step } of this.#streams) stream.step = step;
  }

  dispose(): void {
    for (const { value } of this.#weights) value.dispose();
  }
}

/** Runs `f` and leaves the model as it was before, whatever happens. */
export async function restoring<T>(model: Model, f: (snapshot: ModelSnapshot) => Promise<T>): Promise<T> {
  const snapshot = new ModelSnapshot(model);
  try {
    return await f(snapshot);
  } finally {
    snapshot.restore();
    snapshot.dispose();
  }
}
