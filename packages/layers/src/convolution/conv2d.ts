import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { BaseConv, type ConvConfig } from './base-conv.ts';

export type Conv2DConfig = ConvConfig<Size2D>;

/**
 * Convolution over images. Shapes: `[batch, height, width, in]` → `[batch, newHeight, newWidth, filters]`, with the channels before the
 * spatial axes where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution2d/
 */
export class Conv2D extends BaseConv<Conv2DConfig> {
  static override readonly className: string = 'Conv2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv2DConfig) {
    super(config, 2);
  }
}
