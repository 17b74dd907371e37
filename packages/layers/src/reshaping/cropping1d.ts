import { checkConfig, library } from '@argali/core';
import type { Pair } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { BaseCropping } from './base-cropping.ts';

export interface Cropping1DConfig extends LayerConfig {
  /** One number for both ends, or how much before and after. Default: 1. */
  cropping?: number | Pair;
}

/**
 * Cuts off the ends of a sequence. Shapes: `[batch, steps, channels]` → `[batch, newSteps, channels]`.
 *
 * @throws ArgumentError if `cropping` is not made of non-negative integers; ShapeError if nothing is left
 * @see https://keras.io/api/layers/reshaping_layers/cropping1d/
 */
export class Cropping1D extends BaseCropping<Cropping1DConfig> {
  static override readonly className: string = 'Cropping1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Cropping1DConfig = {}) {
    super(
      { ...checkConfig(config, new.target), cropping: config.cropping ?? 1 },
      { rank: 1, dataFormat: 'channelsLast' },
    );
  }

  override getConfig(): Cropping1DConfig {
    return { ...super.getConfig(), cropping: this.cropping[0] ?? 0 };
  }
}
