import type { GradConfig } from '@tensorflow/tfjs-core';

/** Gradients that take the place of tfjs-core's own, or stand where it has none. */
export const correctedGradients: readonly GradConfig[] = [];
