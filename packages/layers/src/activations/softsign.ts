import { abs, add, div, tidy, type Tensor } from '@tensorflow/tfjs-core';

/** `x / (1 + |x|)` (https://keras.io/api/layers/activations/#softsign-function). */
export function softsign(x: Tensor): Tensor {
  return tidy(() => div(x, add(abs(x), 1)));
}
