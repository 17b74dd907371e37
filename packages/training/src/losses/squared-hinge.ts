import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { hingeMargins } from './hinge.ts';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** The mean of `max(1 - t p, 0)²` over the last axis, for labels -1 and 1 (or 0 and 1): `[…, d]` → `[…]`. */
export function squaredHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('squaredHinge', [yTrue, yPred], (t, p) => tf.mean(tf.square(hingeMargins(t, p)), -1));
}

/**
 * The hinge loss squared. Labels are -1 and 1, or 0 and 1.
 *
 * @see https://keras.io/api/losses/hinge_losses/#squaredhinge-class
 */
export class SquaredHinge extends Loss {
  static override readonly className: string = 'SquaredHinge';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}
