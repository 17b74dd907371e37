import { getGradient, registerGradient, unregisterGradient, type GradConfig } from '@tensorflow/tfjs-core';

/**
 * Makes tfjs-core differentiate a kernel by `config` from now on; to be called where the kernel is used. Unlike a
 * `customGrad`, it has the gradient of each input computed only where something depends on it.
 */
export function useGradient(config: GradConfig): void {
  const known = getGradient(config.kernelName) as GradConfig | undefined;
  if (known === config) return;
  if (known !== undefined) unregisterGradient(config.kernelName);
  registerGradient(config);
}
