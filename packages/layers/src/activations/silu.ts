import { mul, sigmoid, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `x · sigmoid(x)`, also called swish.
 *
 * @see https://keras.io/api/layers/activations/#silu-function
 * @see https://arxiv.org/abs/1710.05941
 */
export function silu(x: Tensor): Tensor {
  return tidy(() => mul(x, sigmoid(x)));
}
