import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { adaptiveMax } from '../ops/adaptive-pool.ts';
import { BaseAdaptivePooling, type AdaptivePoolingConfig } from './base-adaptive-pooling.ts';

export type AdaptiveMaxPooling1DConfig = AdaptivePoolingConfig<Size1D>;

/**
 * The largest entry of each of `outputSize` windows that a sequence of any size is divided into. Shapes: `[batch, steps, channels]` →
 * `[batch, …outputSize, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `outputSize` is not made of positive integers
 * @see https://keras.io/api/layers/pooling_layers/adaptive_max_pooling1d/
 */
export class AdaptiveMaxPooling1D extends BaseAdaptivePooling<AdaptiveMaxPooling1DConfig> {
  static override readonly className: string = 'AdaptiveMaxPooling1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: AdaptiveMaxPooling1DConfig) {
    super(config, { rank: 1, pool: adaptiveMax });
  }
}
