import { mul, softplus, tanh, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `x · tanh(softplus(x))`.
 *
 * @see https://keras.io/api/layers/activations/#mish-function
 * @see https://arxiv.org/abs/1908.08681
 */
export function mish(x: Tensor): Tensor {
  return tidy(() => mul(x, tanh(softplus(x))));
}
