import * as tf from '@tensorflow/tfjs-core';

/** What a gradient function is called with, for a kernel with one output. */
export interface TapeCall<A> {
  dy: tf.Tensor;
  saved: tf.Tensor[];
  attrs: A;
}

/** A gradient whose attributes have the type `A`, as tfjs-core registers it. */
export function gradient<A>(
  config: Omit<tf.GradConfig, 'gradFunc'>,
  gradFunc: (call: TapeCall<A>) => Record<string, () => tf.Tensor>,
): tf.GradConfig {
  return { ...config, gradFunc: (dy, saved, attrs) => gradFunc({ dy: dy as tf.Tensor, saved, attrs: attrs as A }) };
}

/** The saved tensor of that number. */
export function savedTensor(saved: tf.Tensor[], index: number): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) throw new Error(`Gradient: expected ${index + 1} saved tensors. Received: ${saved.length}`);
  return tensor;
}

/** Adds up what broadcasting has repeated, so that the gradient gets the shape of its argument. */
export function sumToShape(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}
