import { library } from '@argali/core';
import type { Size3D } from '../engine/arguments.ts';
import { adaptiveAverage } from '../ops/adaptive-pool.ts';
import { BaseAdaptivePooling, type AdaptivePoolingConfig } from './base-adaptive-pooling.ts';

export type AdaptiveAveragePooling3DConfig = AdaptivePoolingConfig<Size3D>;

/**
 * The mean of each of `outputSize` windows that a volume of any size is divided into. Shapes: `[batch, depth, height, width, channels]` →
 * `[batch, …outputSize, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `outputSize` is not made of positive integers
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling3d/
 */
export class AdaptiveAveragePooling3D extends BaseAdaptivePooling<AdaptiveAveragePooling3DConfig> {
  static override readonly className: string = 'AdaptiveAveragePooling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AdaptiveAveragePooling3DConfig) {
    super(config, { rank: 3, pool: adaptiveAverage });
  }
}
