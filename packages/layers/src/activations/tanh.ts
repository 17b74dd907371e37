import { tanh as tfTanh, type Tensor } from '@tensorflow/tfjs-core';

/** `(exp(x) - exp(-x)) / (exp(x) + exp(-x))` (https://keras.io/api/layers/activations/#tanh-function). */
export function tanh(x: Tensor): Tensor {
  return tfTanh(x);
}
