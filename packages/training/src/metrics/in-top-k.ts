import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { oneHot, toFloat } from '../losses/shapes.ts';

/** 1 where fewer than `k` scores are above that of the label: labels `[…]`, scores `[…, classes]` → `[…]`. */
export function inTopK(labels: Tensor, scores: Tensor, k: number): Tensor {
  const isLabel = oneHot(labels, scores.shape.at(-1) ?? 1);
  const own = tf.sum(tf.where(isLabel, scores, tf.zerosLike(scores)), -1, true);
  const above = tf.sum(toFloat(tf.greater(scores, own)), -1);
  // A label outside the classes, or a score that is NaN, is no hit.
  const valid = tf.logicalAnd(tf.any(isLabel, -1), tf.logicalNot(tf.isNaN(tf.squeeze(own, [-1]))));
  return toFloat(tf.logicalAnd(valid, tf.less(above, k)));
}
