import { add, elu as tfElu, mul, relu, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `x` where it is positive, else `alpha · (exp(x) - 1)`.
 *
 * @see https://keras.io/api/layers/activations/#elu-function
 */
export function elu(x: Tensor, alpha: number = 1): Tensor {
  return alpha === 1 ? tfElu(x) : tidy(() => add(mul(tfElu(x), alpha), mul(relu(x), 1 - alpha)));
}
