import { sub, tanh, tidy, type Tensor } from '@tensorflow/tfjs-core';

/** `x - tanh(x)` (https://keras.io/api/layers/activations/#tanh_shrink-function). */
export function tanhShrink(x: Tensor): Tensor {
  return tidy(() => sub(x, tanh(x)));
}
