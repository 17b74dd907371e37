import { exp, type Tensor } from '@tensorflow/tfjs-core';

/** `exp(x)` (https://keras.io/api/layers/activations/#exponential-function). */
export function exponential(x: Tensor): Tensor {
  return exp(x);
}
