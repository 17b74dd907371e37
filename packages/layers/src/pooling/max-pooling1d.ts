import type { Tensor } from '@tensorflow/tfjs-core';
import { checkConfig, type Size1D } from '../engine/arguments.ts';
import { maxPool } from '../ops/pool.ts';
import type { Windows } from '../ops/windows.ts';
import { BasePooling, type PoolingConfig } from './base-pooling.ts';

export type MaxPooling1DConfig = PoolingConfig<Size1D>;

/**
 * The largest entry of each window that moves over a sequence. Shapes: `[batch, steps, channels]` →
 * `[batch, newSteps, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/pooling_layers/max_pooling1d/
 */
export class MaxPooling1D extends BasePooling<MaxPooling1DConfig> {
  static override readonly className: string = 'MaxPooling1D';

  constructor(config: MaxPooling1DConfig = {}) {
    checkConfig(config, 'MaxPooling1D');
    super({ ...config, poolSize: config.poolSize ?? 2 }, 1);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return maxPool(x, windows);
  }
}
