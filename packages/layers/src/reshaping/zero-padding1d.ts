import { checkConfig, library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormatName, type Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseZeroPadding } from './base-zero-padding.ts';

export interface ZeroPadding1DConfig extends LayerConfig {
  /** One number for both ends, or how much before and after. Default: 1. */
  padding?: number | Pair;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Adds zeros at the ends of a sequence. Shapes: `[batch, steps, channels]` → `[batch, newSteps, channels]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `padding` is not made of non-negative integers
 * @see https://keras.io/api/layers/reshaping_layers/zero_padding1d/
 */
export class ZeroPadding1D extends BaseZeroPadding<ZeroPadding1DConfig> {
  static override readonly className: string = 'ZeroPadding1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<ZeroPadding1DConfig>;

  constructor(config: ZeroPadding1DConfig = {}) {
    super(checkConfig(config, new.target), {
      rank: 1,
      dataFormat: checkDataFormat(config.dataFormat, 'ZeroPadding1D'),
    });
  }

  override getConfig(): ZeroPadding1DConfig {
    return { ...super.getConfig(), padding: this.padding[0] ?? 0, dataFormat: this.dataFormat };
  }
}
