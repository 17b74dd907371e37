import { abs, greater, type Tensor } from '@tensorflow/tfjs-core';
import { passWhere } from './pass-where.ts';

/**
 * `x` where `|x| > threshold`, else 0.
 *
 * @see https://keras.io/api/layers/activations/#hard_shrink-function
 */
export function hardShrink(x: Tensor, threshold: number = 0.5): Tensor {
  return passWhere(x, { condition: (x) => greater(abs(x), threshold), otherwise: 0 });
}
