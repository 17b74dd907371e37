import { logSoftmaxOfRows } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { alongAxis } from './along-axis.ts';

/**
 * `log(softmax(x))` along `axis`.
 *
 * @throws ArgumentError if `x` has no such axis
 * @see https://keras.io/api/layers/activations/#log_softmax-function
 */
export function logSoftmax(x: Tensor, axis: number | readonly number[] = -1): Tensor {
  return alongAxis(x, { owner: 'logSoftmax', axis }, logSoftmaxOfRows);
}
