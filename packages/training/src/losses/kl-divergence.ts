import type { NumericArray } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkProbabilities } from './check-probabilities.ts';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';
import { EPSILON } from './probabilities.ts';

/** `Σ t log(t / p)` over the last axis, both kept within [1e-7, 1]: `[…, classes]` → `[…]`. */
export function klDivergence(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('klDivergence', [yTrue, yPred], (t, p) => {
    const from = tf.clipByValue(t, EPSILON, 1);
    return tf.sum(tf.mul(from, tf.log(tf.div(from, tf.clipByValue(p, EPSILON, 1)))), -1);
  });
}

/**
 * The Kullback-Leibler divergence of the predicted distribution from the true one.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#kldivergence-class
 */
export class KLDivergence extends Loss {
  static override readonly className: string = 'KLDivergence';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }

  override checkLabels(labels: NumericArray): void {
    checkProbabilities(labels, this.describe());
  }
}
