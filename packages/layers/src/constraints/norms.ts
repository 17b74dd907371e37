import type { ArgumentOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkAxes } from '../engine/arguments.ts';

/** One axis or several. */
export type NormAxis = number | readonly number[];

// Keeps the division by a norm finite.
const epsilon = 1e-7;

export function checkNormAxis(axis: unknown, of: ArgumentOf): NormAxis {
  checkAxes(axis, of);
  return axis as NormAxis;
}

/** The L2 norms of `weight` along `axis`, which stays with size 1. */
export function normsOf(weight: tf.Tensor, axis: NormAxis): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(weight), typeof axis === 'number' ? axis : [...axis], true));
}

/** `weight` stretched so that its `norms` become `wanted`; what has no length keeps none. */
export function withNorms(weight: tf.Tensor, norms: tf.Tensor, wanted: tf.Tensor | number): tf.Tensor {
  return tf.mul(weight, tf.div(wanted, tf.add(norms, epsilon)));
}
