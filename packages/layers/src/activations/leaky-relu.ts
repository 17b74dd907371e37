import { greaterEqual, leakyRelu as tfLeakyRelu, mul, where, type Tensor } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * `x` where it is positive, else `negativeSlope · x`.
 *
 * @see https://keras.io/api/layers/activations/#leaky_relu-function
 */
export function leakyRelu(x: Tensor, negativeSlope: number = 0.2): Tensor {
  // At 0 the slope is 1 in Keras, `negativeSlope` in tfjs-core.
  return withGradient(x, {
    value: (x) => tfLeakyRelu(x, negativeSlope),
    gradient: (dy, x) => where(greaterEqual(x, 0), dy, mul(dy, negativeSlope)),
  });
}
