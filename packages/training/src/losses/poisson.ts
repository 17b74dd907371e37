import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';
import { EPSILON } from './probabilities.ts';

/** The mean of `yPred - yTrue log(yPred + 1e-7)` over the last axis: `[…, d]` → `[…]`. */
export function poisson(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('poisson', [yTrue, yPred], (t, p) => tf.mean(tf.sub(p, tf.mul(t, tf.log(tf.add(p, EPSILON)))), -1));
}

/**
 * The negative log-likelihood of counts under a Poisson distribution of the predicted mean.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#poisson-class
 */
export class Poisson extends Loss {
  static override readonly className: string = 'Poisson';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
