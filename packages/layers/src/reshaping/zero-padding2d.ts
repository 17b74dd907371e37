import { checkConfig, library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormatName, type Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseZeroPadding } from './base-zero-padding.ts';

export interface ZeroPadding2DConfig extends LayerConfig {
  /** One number for all ends, one for each axis, or a pair (before, after) for each. Default: 1. */
  padding?: number | readonly [number, number] | readonly [Pair, Pair];
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Adds zeros at the ends of a image. Shapes: `[batch, height, width, channels]` → `[batch, newHeight, newWidth, channels]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `padding` is not made of non-negative integers
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding2d/
 */
export class ZeroPadding2D extends BaseZeroPadding<ZeroPadding2DConfig> {
  static override readonly className: string = 'ZeroPadding2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<ZeroPadding2DConfig>;

  constructor(config: ZeroPadding2DConfig = {}) {
    super(checkConfig(config, new.target), {
      rank: 2,
      dataFormat: checkDataFormat(config.dataFormat, 'ZeroPadding2D'),
    });
  }

  override getConfig(): ZeroPadding2DConfig {
    return {
      ...super.getConfig(),
      padding: this.padding as unknown as readonly [Pair, Pair],
      dataFormat: this.dataFormat,
    };
  }
}
