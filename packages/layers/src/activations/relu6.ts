import { mul, relu6 as tfRelu6, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/** `x` kept between 0 and 6 (https://keras.io/api/layers/activations/#relu6-function). */
export function relu6(x: Tensor): Tensor {
  // At 6 the slope is 0 in Keras, 1 in tfjs-core.
  return withGradient(x, {
    value: (x) => tfRelu6(x),
    gradient: (dy, x) => mul(dy, mul(step(x), step(sub(6, x)))),
  });
}
