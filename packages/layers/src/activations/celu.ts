import { div, elu, mul, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `x` where it is positive, else `alpha · (exp(x / alpha) - 1)`.
 *
 * @see https://keras.io/api/layers/activations/#celu-function
 */
export function celu(x: Tensor, alpha: number = 1): Tensor {
  return tidy(() => mul(elu(div(x, alpha)), alpha));
}
