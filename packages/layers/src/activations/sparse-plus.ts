import { add, clipByValue, mul, relu, square, sub, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * 0 up to -1, `x` from 1 on, and `(x + 1)² / 4` between them.
 *
 * @see https://keras.io/api/layers/activations/#sparse_plus-function
 */
export function sparsePlus(x: Tensor): Tensor {
  return tidy(() => add(mul(square(clipByValue(add(x, 1), 0, 2)), 0.25), relu(sub(x, 1))));
}
