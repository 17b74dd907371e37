import { readsAtOnce } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Means of losses over an epoch, each batch weighted by its size. Where reading is free the sums are numbers; on a GPU
 * they stay tensors until somebody asks.
 */
export class LossTracker {
  readonly keys: readonly string[];
  #sums: number[] = [];
  /** Each sum, and what rounding took off it: by Kahan's way, so that sums over many batches do not drift. */
  #tensors: (readonly [sum: Tensor, rest: Tensor] | null)[] = [];
  #count = 0;

  /** @param keys of the losses that are reported, the total first */
  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.reset();
  }

  /** Adds the losses of one batch, in the order of `keys`. */
  update(losses: readonly Tensor[], batchSize: number): void {
    this.#count += batchSize;
    this.keys.forEach((_, i) => {
      const loss = losses[i];
      if (loss === undefined) return;
      if (readsAtOnce()) this.#sums[i] = (this.#sums[i] ?? 0) + (loss.dataSync()[0] ?? 0) * batchSize;
      else this.#addTensor(i, loss, batchSize);
    });
  }

  #addTensor(i: number, loss: Tensor, batchSize: number): void {
    const before = this.#tensors[i] ?? null;
    tf.tidy(() => {
      const [sum, rest] = before ?? [tf.scalar(0), tf.scalar(0)];
      const more = tf.add(tf.mul(loss, batchSize), rest);
      const next = tf.add(sum, more);
      this.#tensors[i] = [tf.keep(next), tf.keep(tf.sub(more, tf.sub(next, sum)))];
    });
    before?.forEach((tensor) => tensor.dispose());
  }

  /** The means so far, by key; NaN before the first batch. */
  async result(): Promise<Record<string, number>> {
    const sums = await Promise.all(
      this.keys.map(async (_, i) => (this.#sums[i] ?? 0) + ((await this.#tensors[i]?.[0].data())?.[0] ?? 0)),
    );
    return Object.fromEntries(
      this.keys.map((key, i) => [key, this.#count === 0 ? Number.NaN : (sums[i] ?? 0) / this.#count]),
    );
  }

  reset(): void {
    for (const tensors of this.#tensors) tensors?.forEach((tensor) => tensor.dispose());
    this.#sums = this.keys.map(() => 0);
    this.#tensors = this.keys.map(() => null);
    this.#count = 0;
  }
}
