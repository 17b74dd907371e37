import { neg, softplus, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `log(sigmoid(x))` (https://keras.io/api/layers/activations/#log_sigmoid-function). tfjs's own `logSigmoid` cannot be
 * differentiated once its argument is gone.
 */
export function logSigmoid(x: Tensor): Tensor {
  return tidy(() => neg(softplus(neg(x))));
}
