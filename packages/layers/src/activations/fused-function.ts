import { hasKernel, runKernel } from '@argali/core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from '../ops/gradient.ts';

/**
 * A function that is one kernel, and whose gradient is the kernel of the same name with `Grad`; it returns `null` where the
 * backend lacks them.
 */
export function fusedFunction(kernelName: string): (x: Tensor) => Tensor | null {
  const gradient: GradConfig = {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => ({
      x: () => runKernel(`${kernelName}Grad`, { dy: dy as Tensor, x: saved[0] as Tensor })[0] as Tensor,
    }),
  };
  return (x) => {
    if (x.dtype !== 'float32' || !hasKernel(`${kernelName}Grad`)) return null;
    useGradient(gradient);
    return runKernel(kernelName, { x })[0] ?? null;
  };
}
