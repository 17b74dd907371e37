import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { adaptiveAverage } from '../ops/adaptive-pool.ts';
import { BaseAdaptivePooling, type AdaptivePoolingConfig } from './base-adaptive-pooling.ts';

export type AdaptiveAveragePooling2DConfig = AdaptivePoolingConfig<Size2D>;

/**
 * The mean of each of `outputSize` windows that a image of any size is divided into. Shapes: `[batch, height, width, channels]` →
 * `[batch, …outputSize, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `outputSize` is not made of positive integers
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling2d/
 */
export class AdaptiveAveragePooling2D extends BaseAdaptivePooling<AdaptiveAveragePooling2DConfig> {
  static override readonly className: string = 'AdaptiveAveragePooling2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AdaptiveAveragePooling2DConfig) {
    super(config, { rank: 2, pool: adaptiveAverage });
  }
}
