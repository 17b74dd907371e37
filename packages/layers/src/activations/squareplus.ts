import { add, mul, sqrt, square, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `(x + √(x² + b)) / 2`; a larger `b` makes a smoother curve.
 *
 * @see https://keras.io/api/layers/activations/#squareplus-function
 * @see https://arxiv.org/abs/2112.11687
 */
export function squareplus(x: Tensor, b: number = 4): Tensor {
  return tidy(() => mul(add(x, sqrt(add(square(x), b))), 0.5));
}
