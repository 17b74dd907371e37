import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * A penalty on a weight or an output, added to the loss. A subclass gives `call` and `getConfig`.
 *
 * @see https://keras.io/api/layers/regularizers/
 */
export abstract class Regularizer {
  static readonly className: string = 'Regularizer';

  /** The penalty for `x`, a scalar. */
  abstract call(x: Tensor): Scalar;

  getConfig(): object {
    return {};
  }
}
