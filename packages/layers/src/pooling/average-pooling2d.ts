import { library } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Size2D } from '../engine/arguments.ts';
import { averagePool } from '../ops/pool.ts';
import type { Windows } from '../ops/windows.ts';
import { BasePooling, type PoolingConfig } from './base-pooling.ts';

export type AveragePooling2DConfig = PoolingConfig<Size2D> & { poolSize: Size2D };

/**
 * The mean of each window that moves over a image. What lies beyond the border does not count. Shapes: `[batch, height, width, channels]` →
 * `[batch, newHeight, newWidth, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/pooling_layers/average_pooling2d/
 */
export class AveragePooling2D extends BasePooling<AveragePooling2DConfig> {
  static override readonly className: string = 'AveragePooling2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AveragePooling2DConfig) {
    super(config, 2);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return averagePool(x, windows);
  }
}
