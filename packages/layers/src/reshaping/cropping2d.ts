import { checkConfig, library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormatName, type Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseCropping } from './base-cropping.ts';

export interface Cropping2DConfig extends LayerConfig {
  /** One number for all ends, one for each axis, or a pair (before, after) for each. Default: 0. */
  cropping?: number | readonly [number, number] | readonly [Pair, Pair];
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Cuts off the ends of a image. Shapes: `[batch, height, width, channels]` → `[batch, newHeight, newWidth, channels]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `cropping` is not made of non-negative integers; ShapeError if nothing is left
 * @see https://keras.io/api/layers/reshaping_layers/cropping2d/
 */
export class Cropping2D extends BaseCropping<Cropping2DConfig> {
  static override readonly className: string = 'Cropping2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<Cropping2DConfig>;

  constructor(config: Cropping2DConfig = {}) {
    super(
      { ...checkConfig(config, new.target), cropping: config.cropping ?? 0 },
      { rank: 2, dataFormat: checkDataFormat(config.dataFormat, 'Cropping2D') },
    );
  }

  override getConfig(): Cropping2DConfig {
    return {
      ...super.getConfig(),
      cropping: this.cropping as unknown as readonly [Pair, Pair],
      dataFormat: this.dataFormat,
    };
  }
}
