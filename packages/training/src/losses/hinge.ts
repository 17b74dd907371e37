import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** How far each prediction is on the wrong side of its margin: `max(1 - t p, 0)`. Labels that are all 0 or 1 mean -1 or 1. */
export function hingeMargins(t: Tensor, p: Tensor): Tensor {
  const isBinary = tf.cast(tf.all(tf.logicalOr(tf.equal(t, 0), tf.equal(t, 1))), 'float32');
  const signs = tf.add(t, tf.mul(isBinary, tf.sub(t, 1)));
  return tf.maximum(tf.sub(1, tf.mul(signs, p)), 0);
}

/** The mean of `max(1 - t p, 0)` over the last axis, for labels -1 and 1 (or 0 and 1): `[…, d]` → `[…]`. */
export function hinge(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('hinge', [yTrue, yPred], (t, p) => tf.mean(hingeMargins(t, p), -1));
}

/**
 * The loss of a maximum-margin classifier. Labels are -1 and 1, or 0 and 1.
 *
 * @see https://keras.io/api/losses/hinge_losses/#hinge-class
 */
export class Hinge extends Loss {
  static override readonly className: string = 'Hinge';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return hinge(yTrue, yPred);
  }
}
