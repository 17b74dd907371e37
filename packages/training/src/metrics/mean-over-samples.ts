import { maskOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf, weightsOf } from '../losses/numbers.ts';
import { mergeMask } from '../losses/reduce.ts';
import { Mean } from './mean.ts';

/**
 * The weighted mean, over every sample seen, of what `call` says of it; entries that the mask of `yPred` leaves out do not
 * count. A subclass gives `call`.
 */
export abstract class MeanOverSamples extends Mean {
  static override readonly options: readonly string[] = [];

  /** One value per sample: `yTrue` and `yPred` `[batch, …]` → `[batch]` or `[batch, …]`. */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** @throws ShapeError if targets, predictions and weights do not belong together */
  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const [t, p] = pairOf(() => this.describe(), yTrue, yPred);
      const values = this.call(t, p);
      const given = weightsOf(sampleWeight, () => `${this.describe()}: sampleWeight`);
      const weights = mergeMask({ sampleWeight: given, mask: maskOf(p) }, 'sum');
      // As in Keras, entries that the values themselves leave out count as 0 unless something is weighted.
      super.updateState(values, weights && mergeMask({ sampleWeight: weights, mask: maskOf(values) }, 'sum'));
    });
  }
}
