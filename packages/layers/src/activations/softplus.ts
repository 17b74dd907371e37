import { softplus as tfSoftplus, type Tensor } from '@tensorflow/tfjs-core';

/** `log(1 + exp(x))` (https://keras.io/api/layers/activations/#softplus-function). */
export function softplus(x: Tensor): Tensor {
  return tfSoftplus(x);
}
