import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { BaseSeparableConv, type SeparableConvConfig } from './base-separable-conv.ts';

export type SeparableConv2DConfig = SeparableConvConfig<Size2D>;

/**
 * Convolution of images, each channel by itself, followed by one across the channels at each place. Shapes: `[batch, height, width, in]` → `[batch, newHeight, newWidth, filters]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution2d/
 */
export class SeparableConv2D extends BaseSeparableConv<SeparableConv2DConfig> {
  static override readonly className: string = 'SeparableConv2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: SeparableConv2DConfig) {
    super(config, 2);
  }
}
