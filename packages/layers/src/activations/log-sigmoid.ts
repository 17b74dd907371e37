import { logSigmoid as tfLogSigmoid, type Tensor } from '@tensorflow/tfjs-core';

/** `log(sigmoid(x))` (https://keras.io/api/layers/activations/#log_sigmoid-function). */
export function logSigmoid(x: Tensor): Tensor {
  return tfLogSigmoid(x);
}
