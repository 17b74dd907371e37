import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './register.ts';

export interface ValueAndGradients {
  /** What the function returned. */
  value: tf.Tensor;
  /** One gradient for each tensor, `null` for a tensor that the value does not depend on. */
  gradients: (tf.Tensor | null)[];
}

/**
 * The value of `f()`, a scalar, and its gradients with respect to `tensors` (weights or inputs that `f` uses). `f` runs
 * inside the tape, so tensors it wants to hand out beside its value have to be kept with `tf.keep`.
 */
export function valueAndGradients(f: () => tf.Tensor, tensors: readonly tf.Tensor[]): ValueAndGradients {
  registerGradients();
  const { value, grads } = tf.engine().gradients(f, [...tensors], undefined, true);
  return { value, gradients: tensors.map((_, i) => grads[i] ?? null) };
}
