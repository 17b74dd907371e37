import { library } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Size1D } from '../engine/arguments.ts';
import { averagePool } from '../ops/pool.ts';
import type { Windows } from '../ops/windows.ts';
import { BasePooling, type PoolingConfig } from './base-pooling.ts';

export type AveragePooling1DConfig = PoolingConfig<Size1D> & { poolSize: Size1D };

/**
 * The mean of each window that moves over a sequence. What lies beyond the border does not count. Shapes: `[batch, steps, channels]` →
 * `[batch, newSteps, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/pooling_layers/average_pooling1d/
 */
export class AveragePooling1D extends BasePooling<AveragePooling1DConfig> {
  static override readonly className: string = 'AveragePooling1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AveragePooling1DConfig) {
    super(config, 1);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return averagePool(x, windows);
  }
}
