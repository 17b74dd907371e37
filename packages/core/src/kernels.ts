import * as tf from '@tensorflow/tfjs-core';

/** True when the current backend has a kernel of that name. Fused kernels are optional: callers compose ops otherwise. */
export function hasKernel(name: string): boolean {
  const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel !== undefined;
}

/** Runs a kernel of the current backend by name and returns its outputs. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** `log(softmax(x))` along the last axis: by the backend's kernel, where tfjs's own function composes it of ops. */
export function logSoftmaxOfRows(x: tf.Tensor): tf.Tensor {
  if (x.dtype !== 'float32' || !hasKernel('LogSoftmax')) return tf.logSoftmax(x);
  const [y = x] = runKernel('LogSoftmax', { logits: x }, { axis: -1 });
  return y;
}
