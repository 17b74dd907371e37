import { add, clipByValue, mul, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `(x + 1) / 2`, kept between 0 and 1.
 *
 * @see https://keras.io/api/layers/activations/#sparse_sigmoid-function
 */
export function sparseSigmoid(x: Tensor): Tensor {
  return tidy(() => mul(clipByValue(add(x, 1), 0, 2), 0.5));
}
