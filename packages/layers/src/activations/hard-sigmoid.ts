import { add, div, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { relu6 } from './relu6.ts';

/**
 * `x / 6 + 1 / 2`, kept between 0 and 1: a piecewise linear sigmoid.
 *
 * @see https://keras.io/api/layers/activations/#hard_sigmoid-function
 */
export function hardSigmoid(x: Tensor): Tensor {
  return tidy(() => div(relu6(add(x, 3)), 6));
}
