import { checkConfig, library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormatName, type Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseZeroPadding } from './base-zero-padding.ts';

export interface ZeroPadding3DConfig extends LayerConfig {
  /** One number for all ends, one for each axis, or a pair (before, after) for each. Default: 1. */
  padding?: number | readonly [number, number, number] | readonly [Pair, Pair, Pair];
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Adds zeros at the ends of a volume. Shapes: `[batch, depth, height, width, channels]` → `[batch, newDepth, newHeight, newWidth, channels]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `padding` is not made of non-negative integers
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding3d/
 */
export class ZeroPadding3D extends BaseZeroPadding<ZeroPadding3DConfig> {
  static override readonly className: string = 'ZeroPadding3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<ZeroPadding3DConfig>;

  constructor(config: ZeroPadding3DConfig = {}) {
    super(checkConfig(config, new.target), {
      rank: 3,
      dataFormat: checkDataFormat(config.dataFormat, 'ZeroPadding3D'),
    });
  }

  override getConfig(): ZeroPadding3DConfig {
    return {
      ...super.getConfig(),
      padding: this.padding as unknown as readonly [Pair, Pair, Pair],
      dataFormat: this.dataFormat,
    };
  }
}
