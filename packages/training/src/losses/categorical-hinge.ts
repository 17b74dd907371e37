import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** `max(max((1 - t) p) - Σ t p + 1, 0)` over the last axis, for one-hot labels: `[…, classes]` → `[…]`. */
export function categoricalHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('categoricalHinge', [yTrue, yPred], (t, p) => {
    const own = tf.sum(tf.mul(t, p), -1);
    const best = tf.max(tf.mul(tf.sub(1, t), p), -1);
    return tf.maximum(tf.add(tf.sub(best, own), 1), 0);
  });
}

/**
 * How far the score of the true class is from leading every other by 1. Labels are one-hot.
 *
 * @see https://keras.io/api/losses/hinge_losses/#categoricalhinge-class
 */
export class CategoricalHinge extends Loss {
  static override readonly className: string = 'CategoricalHinge';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}
