import { getGradient, registerGradient, unregisterGradient, type GradConfig } from '@tensorflow/tfjs-core';
import { gradConfigs } from '../generated/tfjs-gradients.js';
import { correctedGradients } from './corrected.ts';

let registered = false;

/**
 * Makes tfjs-core able to differentiate: its own gradient functions are registered where the app has not done so, and
 * those known to be wrong or missing are replaced. Does its work once; training calls it by itself.
 */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  for (const config of gradConfigs) if (!hasGradient(config.kernelName)) registerGradient(config);
  for (const config of correctedGradients) {
    if (hasGradient(config.kernelName)) unregisterGradient(config.kernelName);
    registerGradient(config);
  }
}

function hasGradient(kernelName: string): boolean {
  const config = getGradient(kernelName) as GradConfig | undefined;
  return config !== undefined;
}
