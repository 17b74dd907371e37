import { annotationOf, positiveAxis } from '@argali/core';
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

/** The logits that `yPred` was made from by a sigmoid, if it remembers them. */
export function sigmoidLogits(yPred: Tensor): Tensor | null {
  const { logits } = annotationOf(yPred);
  return logits?.activation === 'sigmoid' && !logits.tensor.isDisposed ? logits.tensor : null;
}

/** The logits that `yPred` was made from by a softmax along `axis`, if it remembers them. */
export function softmaxLogits(yPred: Tensor, axis: number): Tensor | null {
  const { logits } = annotationOf(yPred);
  const isOfAxis =
    logits?.activation === 'softmax' && positiveAxis(logits.axis ?? -1, yPred.rank) === positiveAxis(axis, yPred.rank);
  return isOfAxis && !logits.tensor.isDisposed ? logits.tensor : null;
}
