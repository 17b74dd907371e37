import { checkConfig, library, type OptionsOf } from '@argali/core';
import { checkDataFormat, type DataFormatName, type Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseCropping } from './base-cropping.ts';

export interface Cropping3DConfig extends LayerConfig {
  /** One number for all ends, one for each axis, or a pair (before, after) for each. Default: 1. */
  cropping?: number | readonly [number, number, number] | readonly [Pair, Pair, Pair];
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Cuts off the ends of a volume. Shapes: `[batch, depth, height, width, channels]` → `[batch, newDepth, newHeight, newWidth, channels]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `cropping` is not made of non-negative integers; ShapeError if nothing is left
 * @see https://keras.io/api/layers/reshaping_layers/cropping3d/
 */
export class Cropping3D extends BaseCropping<Cropping3DConfig> {
  static override readonly className: string = 'Cropping3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<Cropping3DConfig>;

  constructor(config: Cropping3DConfig = {}) {
    super(
      { ...checkConfig(config, new.target), cropping: config.cropping ?? 1 },
      { rank: 3, dataFormat: checkDataFormat(config.dataFormat, 'Cropping3D') },
    );
  }

  override getConfig(): Cropping3DConfig {
    return {
      ...super.getConfig(),
      cropping: this.cropping as unknown as readonly [Pair, Pair, Pair],
      dataFormat: this.dataFormat,
    };
  }
}
