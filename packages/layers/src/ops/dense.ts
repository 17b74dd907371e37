import { runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import { biasActivationGrad, fusedActivation, hasFusedKernels, type FusedActivation } from './fused-activation.ts';
import { useGradient } from './gradient.ts';

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
  const fused = fusedActivation(activation);
  const y =
    bias !== null && hasFusedKernels()
      ? fusedDense(rows, { kernel, bias, activation: fused ?? 'linear' })
      : plainDense(rows, kernel, bias);
  const shaped = x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), kernel.shape[1] ?? 1]);
  return fused === null || bias === null ? activation(shaped) : shaped;
}

function plainDense(x: Tensor, kernel: Tensor, bias: Tensor | null): Tensor {
  const product = tf.matMul(x, kernel);
  return bias === null ? product : tf.add(product, bias);
}

interface FusedArguments {
  kernel: Tensor;
  bias: Tensor;
  activation: FusedActivation;
}

/** One kernel for `[rows, in]`, a kernel `[in, out]` and a bias `[out]`. */
function fusedDense(x: Tensor, { kernel, bias, activation }: FusedArguments): Tensor {
  useGradient(fusedMatMulGradient);
  const attributes = { transposeA: false, transposeB: false, activation };
  const [y] = runKernel('_FusedMatMul', { a: x, b: kernel, bias }, attributes) as [Tensor];
  return y;
}

const fusedMatMulGradient: GradConfig = {
  kernelName: '_FusedMatMul',
  inputsToSave: ['a', 'b'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const [x, kernel, y] = saved as [Tensor, Tensor, Tensor];
    const { activation } = attributes as unknown as { activation: FusedActivation };
    const [dz, dBias] = biasActivationGrad({ dy: dy as Tensor, y }, activation);
    return {
      a: () => tf.matMul(dz, kernel, false, true),
      b: () => tf.matMul(x, dz, true, false),
      bias: () => dBias,
    };
  },
};
