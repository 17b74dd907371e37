import { library } from '@argali/core';
import { BaseSpatialDropout, type SpatialDropoutConfig } from './base-spatial-dropout.ts';

/**
 * Dropout of whole channels of a sequence. Shapes: `[batch, steps, channels]` → the same.
 *
 * Source: Tompson et al., 2014, https://arxiv.org/abs/1411.4280
 *
 * @throws ArgumentError if `rate` is not between 0 and 1
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout1d/
 */
export class SpatialDropout1D extends BaseSpatialDropout<SpatialDropoutConfig> {
  static override readonly className: string = 'SpatialDropout1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];
  protected override readonly dataFormat = 'channelsLast';

  constructor(config: SpatialDropoutConfig) {
    super(config, 1);
  }

  override getConfig(): SpatialDropoutConfig {
    return { name: this.name, dtype: this.dtype, rate: this.rate, seed: this.seed };
  }
}
