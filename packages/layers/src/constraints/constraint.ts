import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Keeps a weight within bounds: applied after every update. A subclass gives `call` and `getConfig`.
 *
 * @see https://keras.io/api/layers/constraints/
 */
export abstract class Constraint {
  static readonly className: string = 'Constraint';

  /** The allowed weight nearest to `weight`, of the same shape. */
  abstract call(weight: Tensor): Tensor;

  getConfig(): object {
    return {};
  }
}
