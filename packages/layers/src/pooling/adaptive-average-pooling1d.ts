import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { adaptiveAverage } from '../ops/adaptive-pool.ts';
import { BaseAdaptivePooling, type AdaptivePoolingConfig } from './base-adaptive-pooling.ts';

export type AdaptiveAveragePooling1DConfig = AdaptivePoolingConfig<Size1D>;

/**
 * The mean of each of `outputSize` windows that a sequence of any size is divided into. Shapes: `[batch, steps, channels]` →
 * `[batch, …outputSize, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `outputSize` is not made of positive integers
 * @see https://keras.io/api/layers/pooling_layers/adaptive_average_pooling1d/
 */
export class AdaptiveAveragePooling1D extends BaseAdaptivePooling<AdaptiveAveragePooling1DConfig> {
  static override readonly className: string = 'AdaptiveAveragePooling1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AdaptiveAveragePooling1DConfig) {
    super(config, { rank: 1, pool: adaptiveAverage });
  }
}
