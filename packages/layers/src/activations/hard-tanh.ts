import { clipByValue, type Tensor } from '@tensorflow/tfjs-core';

/** `x` kept between -1 and 1 (https://keras.io/api/layers/activations/#hard_tanh-function). */
export function hardTanh(x: Tensor): Tensor {
  return clipByValue(x, -1, 1);
}
