import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { BaseConvTranspose, type ConvTransposeConfig } from './base-conv-transpose.ts';

export type Conv2DTransposeConfig = ConvTransposeConfig<Size2D>;

/**
 * Transposed convolution over images: the gradient of a convolution, used to make them larger. Shapes: `[batch, height, width, in]` → `[batch, newHeight, newWidth, filters]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
 */
export class Conv2DTranspose extends BaseConvTranspose<Conv2DTransposeConfig> {
  static override readonly className: string = 'Conv2DTranspose';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv2DTransposeConfig) {
    super(config, 2);
  }
}
