import { checkConfig, library } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type Size3D } from '../engine/arguments.ts';
import { maxPool } from '../ops/pool.ts';
import type { Windows } from '../ops/windows.ts';
import { BasePooling, type PoolingConfig } from './base-pooling.ts';

export type MaxPooling3DConfig = PoolingConfig<Size3D>;

/**
 * The largest entry of each window that moves over a volume. Shapes: `[batch, depth, height, width, channels]` →
 * `[batch, newDepth, newHeight, newWidth, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/pooling_layers/max_pooling3d/
 */
export class MaxPooling3D extends BasePooling<MaxPooling3DConfig> {
  static override readonly className: string = 'MaxPooling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: MaxPooling3DConfig = {}) {
    super({ ...checkConfig(config, new.target), poolSize: config.poolSize ?? 2 }, 3);
  }

  protected override pool(x: Tensor, windows: Windows): Tensor {
    return maxPool(x, windows);
  }
}
