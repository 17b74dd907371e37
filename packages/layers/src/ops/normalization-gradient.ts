import { runKernel } from '@argali/core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

export type Triple = [Tensor, Tensor, Tensor];

/** The gradient of a kernel (x, gamma, beta) → (y, mean, scale), computed at once by the kernel of that name with `Grad`. */
export function normalizationGradient(kernelName: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const [dy] = dys as Triple;
      const [x, gamma, mean, scale] = saved as [Tensor, Tensor, Tensor, Tensor];
      const inputs = { dy, x, gamma, mean, scale };
      const [dx, dGamma, dBeta] = runKernel(`${kernelName}Grad`, inputs, attributes) as Triple;
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  };
}
