import * as tf from '@tensorflow/tfjs-core';

/** The kernels found so far: a kernel that is there stays there, and layers ask for it in every call. */
const found = new Map<string, Set<string>>();

/** True when the current backend has a kernel of that name. Fused kernels are optional: callers compose ops otherwise. */
export function hasKernel(name: string): boolean {
  const backend = tf.getBackend();
  const known = found.get(backend) ?? new Set();
  if (known.has(name)) return true;
  const kernel = tf.getKernel(name, backend) as tf.KernelConfig | undefined;
  if (kernel === undefined) return false;
  found.set(backend, known.add(name));
  return true;
}

/** Runs a kernel of the current backend by name and returns its outputs. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
