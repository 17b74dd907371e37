import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import { linear } from '../activations/linear.ts';
import { dense } from './dense.ts';
import { einsum, type EinsumLabels } from './einsum.ts';
import { fusedActivation } from './fused-activation.ts';

export interface EinsumDenseArguments {
  x: Tensor;
  kernel: Tensor;
  /** Of a shape that broadcasts over the result. */
  bias: Tensor | null;
  labels: EinsumLabels;
  activation: ActivationFunction;
}

/** `activation(einsum(x, kernel) + bias)`; as a dense layer's product where it is one but for the shapes. */
export function einsumDense({ x, kernel, bias, labels, activation }: EinsumDenseArguments): Tensor {
  const kept = keptAxes(labels);
  const right = kernel.shape.slice(x.rank - kept);
  if (kept === 0 || (bias !== null && !tf.util.arraysEqual(bias.shape, right))) {
    const y = einsum(x, kernel, labels);
    return activation(bias === null ? y : tf.add(y, bias));
  }
  const size = tf.util.sizeFromShape(x.shape.slice(kept));
  const isFused = fusedActivation(activation) !== null;
  const y = dense({
    x: tf.reshape(x, [-1, size]),
    kernel: tf.reshape(kernel, [size, -1]),
    bias: bias && tf.reshape(bias, [-1]),
    activation: isFused ? activation : linear,
  });
  const shaped = tf.reshape(y, [...x.shape.slice(0, kept), ...right]);
  return isFused ? shaped : activation(shaped);
}

/** How many axes of `a` stay in their places while the others, which `b` begins with, give way to the rest of `b`; else 0. */
function keptAxes({ a, b, out }: EinsumLabels): number {
  const kept = Array.from(a).filter((label) => !b.includes(label)).length;
  const isDense = a.startsWith(out.slice(0, kept)) && b === a.slice(kept) + out.slice(kept);
  return isDense ? kept : 0;
}
