import { library } from '@argali/core';
import type { Size3D } from '../engine/arguments.ts';
import { adaptiveMax } from '../ops/adaptive-pool.ts';
import { BaseAdaptivePooling, type AdaptivePoolingConfig } from './base-adaptive-pooling.ts';

export type AdaptiveMaxPooling3DConfig = AdaptivePoolingConfig<Size3D>;

/**
 * The largest entry of each of `outputSize` windows that a volume of any size is divided into. Shapes: `[batch, depth, height, width, channels]` →
 * `[batch, …outputSize, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `outputSize` is not made of positive integers
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling3d/
 */
export class AdaptiveMaxPooling3D extends BaseAdaptivePooling<AdaptiveMaxPooling3DConfig> {
  static override readonly className: string = 'AdaptiveMaxPooling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AdaptiveMaxPooling3DConfig) {
    super(config, { rank: 3, pool: adaptiveMax });
  }
}
