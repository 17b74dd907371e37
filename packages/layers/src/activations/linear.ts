import type { Tensor } from '@tensorflow/tfjs-core';

/** `x` (https://keras.io/api/layers/activations/#linear-function). */
export function linear(x: Tensor): Tensor {
  return x;
}
