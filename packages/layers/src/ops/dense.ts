import { runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import { biasActivationGrad, fusedActivation, type FusedActivation } from './fused-activation.ts';

export interface DenseArguments {
  /** `[…, in]` */
  x: Tensor;
  /** `[in, out]` */
  kernel: Tensor;
  /** `[out]` */
  bias: Tensor | null;
  activation: ActivationFunction;
}

/** `activation(x · kernel + bias)`: `[…, in]` → `[…, out]`, as one kernel where the backend has one. */
export function dense({ x, kernel, bias, activation }: DenseArguments): Tensor {
  const rows = x.rank === 2 ? x : tf.reshape(x, [-1, x.shape[x.rank - 1] ?? 1]);
  const fused = bias === null ? null : fusedActivation(activation);
  const y = bias !== null && fused !== null ? fusedDense(fused)(rows, kernel, bias) : plainDense(rows, kernel, bias);
  const shaped = x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), kernel.shape[1] ?? 1]);
  return fused === null ? activation(shaped) : shaped;
}

function plainDense(x: Tensor, kernel: Tensor, bias: Tensor | null): Tensor {
  const product = tf.matMul(x, kernel);
  return bias === null ? product : tf.add(product, bias);
}

function fusedDense(activation: FusedActivation): (x: Tensor, kernel: Tensor, bias: Tensor) => Tensor {
  return tf.customGrad((...args) => {
    const [x, kernel, bias, save] = args as unknown as [Tensor, Tensor, Tensor, tf.GradSaveFunc];
    const attributes = { transposeA: false, transposeB: false, activation };
    const [y] = runKernel('_FusedMatMul', { a: x, b: kernel, bias }, attributes) as [Tensor];
    save([x, kernel, y]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, kernel, y] = saved as [Tensor, Tensor, Tensor];
      const [dz, dBias] = biasActivationGrad({ dy, y }, activation);
      return [tf.matMul(dz, kernel, false, true), tf.matMul(x, dz, true, false), dBias];
    };
    return { value: y, gradFunc };
  });
}
