import { mul, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { hardSigmoid } from './hard-sigmoid.ts';

/**
 * `x · hardSigmoid(x)`, also called hard swish.
 *
 * @see https://keras.io/api/layers/activations/#hard_silu-function
 * @see https://arxiv.org/abs/1905.02244
 */
export function hardSilu(x: Tensor): Tensor {
  return tidy(() => mul(x, hardSigmoid(x)));
}
