import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss } from './loss.ts';
import { perSample } from './per-sample.ts';

/** The mean of `|yTrue - yPred|` over the last axis: `[…, d]` → `[…]`. */
export function meanAbsoluteError(yTrue: Tensor, yPred: Tensor): Tensor {
  return perSample('meanAbsoluteError', [yTrue, yPred], (t, p) => tf.mean(tf.abs(tf.sub(p, t)), -1));
}

/**
 * The mean of `|yTrue - yPred|`.
 *
 * @see https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class
 */
export class MeanAbsoluteError extends Loss {
  static override readonly className: string = 'MeanAbsoluteError';
  static override readonly options: readonly string[] = [];

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}
