import { library } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Size3D } from '../engine/arguments.ts';
import { averagePool } from '../ops/pool.ts';
import type { Windows } from '../ops/windows.ts';
import { BasePooling, type PoolingConfig } from './base-pooling.ts';

export type AveragePooling3DConfig = PoolingConfig<Size3D> & { poolSize: Size3D };

/**
 * The mean of each window that moves over a volume. What lies beyond the border does not count. Shapes: `[batch, depth, height, width, channels]` →
 * `[batch, newDepth, newHeight, newWidth, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/pooling_layers/average_pooling3d/
 */
export class AveragePooling3D extends BasePooling<AveragePooling3DConfig> {
  static override readonly className: string = 'AveragePooling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AveragePooling3DConfig) {
    super(config, 3);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return averagePool(x, windows);
  }
}
