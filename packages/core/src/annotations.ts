import type { Tensor } from '@tensorflow/tfjs-core';

/** What travels with a tensor beside its values. */
export interface Annotation {
  /** Which entries count: bool, `[batch, …]`. Keras's `_keras_mask`. */
  mask?: Tensor | null;
  /** The logits this tensor was made from, so that a cross-entropy can be computed from them without rounding. */
  logits?: Logits;
}

export interface Logits {
  activation: 'softmax' | 'sigmoid';
  /** The axis, counted from the front, along which a softmax was taken. Default: the last. */
  axis?: number;
  tensor: Tensor;
}

const annotations = new WeakMap<Tensor, Annotation>();

export function annotate(tensor: Tensor, annotation: Annotation): void {
  annotations.set(tensor, { ...annotations.get(tensor), ...annotation });
}

export function annotationOf(tensor: Tensor): Annotation {
  return annotations.get(tensor) ?? {};
}

/** The mask attached to `tensor`, or `null` if every entry counts. */
export function maskOf(tensor: Tensor): Tensor | null {
  return annotations.get(tensor)?.mask ?? null;
}

/** The tensors that have to live as long as `tensor` does. */
export function annotationTensors(tensor: Tensor): Tensor[] {
  const { mask, logits } = annotationOf(tensor);
  return [...(mask ? [mask] : []), ...(logits ? [logits.tensor] : [])];
}
