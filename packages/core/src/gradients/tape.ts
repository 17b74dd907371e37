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

/**
 * The gradient of what an answer does not move with, such as indices: tfjs asks for it wherever they come from a tensor that
 * is differentiated by, and takes nothing but float32.
 */
export function none(x: tf.Tensor): tf.Tensor {
  return tf.zeros(x.shape);
}

/** Adds up what broadcasting has repeated, so that the gradient gets the shape of its argument; always a new tensor. */
export function sumToShape(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const missing = gradient.rank - shape.length;
  // tfjs's own list of these axes leaves out those of size 1 that were broadcast to 0.
  const axes = [...gradient.shape.keys()].filter(
    (axis) => axis < missing || (shape[axis - missing] === 1 && gradient.shape[axis] !== 1),
  );
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

/** {@link sumToShape} of a gradient that nobody else holds: it stays itself where nothing was repeated. */
export function sumRepeats(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.util.arraysEqual(gradient.shape, shape) ? gradient : sumToShape(gradient, shape);
}
