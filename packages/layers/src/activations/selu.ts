import { selu as tfSelu, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `1.0507 · elu(x, 1.6733)`, which keeps mean 0 and variance 1 from layer to layer.
 *
 * @see https://keras.io/api/layers/activations/#selu-function
 * @see https://arxiv.org/abs/1706.02515
 */
export function selu(x: Tensor): Tensor {
  return tfSelu(x);
}
