import { clipByValue, sub, tidy, type Tensor } from '@tensorflow/tfjs-core';

/**
 * `x` moved towards 0 by `threshold` (not negative), and 0 where `|x| ≤ threshold`.
 *
 * @see https://keras.io/api/layers/activations/#soft_shrink-function
 */
export function softShrink(x: Tensor, threshold: number = 0.5): Tensor {
  return tidy(() => sub(x, clipByValue(x, -threshold, threshold)));
}
