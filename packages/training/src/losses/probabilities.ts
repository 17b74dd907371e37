import { annotationOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Keras's epsilon: how near to 0 and 1 a probability may come before its logarithm is taken. */
export const EPSILON = 1e-7;

/** Probabilities kept away from 0 and 1, so that their logarithms are finite. */
export function clipProbabilities(p: Tensor): Tensor {
  return tf.clipByValue(p, EPSILON, 1 - EPSILON);
}

/** Probabilities that sum to 1 along `axis` (or are all 0, where they were), kept away from 0 and 1. */
export function normalizeProbabilities(p: Tensor, axis: number): Tensor {
  const sum = tf.sum(p, axis, true);
  return clipProbabilities(tf.div(p, tf.where(tf.equal(sum, 0), tf.onesLike(sum), sum)));
}

/** The logits that `yPred` was made from by that activation, if it remembers them. */
export function rememberedLogits(yPred: Tensor, activation: 'softmax' | 'sigmoid'): Tensor | null {
  const { logits } = annotationOf(yPred);
  return logits?.activation === activation && !logits.tensor.isDisposed ? logits.tensor : null;
}
