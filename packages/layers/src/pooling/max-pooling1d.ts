import { checkConfig, library } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Size1D } from '../engine/arguments.ts';
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
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: MaxPooling1DConfig = {}) {
    super({ ...checkConfig(config, new.target), poolSize: config.poolSize ?? 2 }, 1);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return maxPool(x, windows);
  }
}
