import { hasKernel, runKernel } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import { linear } from '../activations/linear.ts';
import { relu } from '../activations/relu.ts';
import { sigmoid } from '../activations/sigmoid.ts';
import { activeScope } from '../engine/call-context.ts';

/** Activations that kernels compute together with a bias, and whose gradient needs the output alone. */
export type FusedActivation = 'linear' | 'relu' | 'sigmoid';

/** Whether the current backend has the fused training kernels. */
export function hasFusedKernels(): boolean {
  return hasKernel('BiasActivationGrad');
}

/** The fused form of `activation` on the current backend, or `null` where it has to be computed by itself. */
export function fusedActivation(activation: ActivationFunction): FusedActivation | null {
  if (!hasFusedKernels()) return null;
  if (activation === linear) return 'linear';
  if (activation === relu) return 'relu';
  // A fused sigmoid leaves no logits behind.
  return activation === sigmoid && !activeScope()?.keepLogits ? 'sigmoid' : null;
}

/** The gradients before the activation, `[…, channels]`, and of the bias, `[channels]`, in one pass. */
export function biasActivationGrad(inputs: { dy: Tensor; y: Tensor }, activation: FusedActivation): [Tensor, Tensor] {
  return runKernel('BiasActivationGrad', inputs, { activation }) as [Tensor, Tensor];
}
