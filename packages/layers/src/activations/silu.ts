import { mul, sigmoid, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { fusedFunction } from './fused-function.ts';

const fusedSilu = /* @__PURE__ */ fusedFunction('Silu');

/**
 * `x · sigmoid(x)`, also called swish.
 *
 * @see https://keras.io/api/layers/activations/#silu-function
 * @see https://arxiv.org/abs/1710.05941
 */
export function silu(x: Tensor): Tensor {
  return fusedSilu(x) ?? tidy(() => mul(x, sigmoid(x)));
}
