import { library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { BaseSpatialDropout, type SpatialDropoutConfig } from './base-spatial-dropout.ts';

export interface SpatialDropout2DConfig extends SpatialDropoutConfig {
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Dropout of whole channels of images. Shapes: `[batch, height, width, channels]` → the same, with the channels second where
 * `dataFormat` is `'channelsFirst'`.
 *
 * Source: Tompson et al., 2014, https://arxiv.org/abs/1411.4280
 *
 * @throws ArgumentError if `rate` is not between 0 and 1
 * @see https://keras.io/api/layers/regularization_layers/spatial_dropout2d/
 */
export class SpatialDropout2D extends BaseSpatialDropout<SpatialDropout2DConfig> {
  static override readonly className: string = 'SpatialDropout2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<SpatialDropout2DConfig>;
  readonly dataFormat: DataFormat;

  constructor(config: SpatialDropout2DConfig) {
    super(config, 2);
    this.dataFormat = checkDataFormat(config.dataFormat, this.describe());
  }

  override getConfig(): SpatialDropout2DConfig {
    const { name, dtype, rate, seed, dataFormat } = this;
    return { name, dtype, rate, seed, dataFormat };
  }
}
