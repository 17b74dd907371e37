import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/**
 * Makes the first value of a weight. A subclass gives `call` and `getConfig`.
 *
 * @see https://keras.io/api/layers/initializers/
 */
export abstract class Initializer {
  static readonly className: string = 'Initializer';

  /** A new tensor of that shape. */
  abstract call(shape: readonly number[], dtype?: DataType): Tensor;

  getConfig(): object {
    return {};
  }
}
