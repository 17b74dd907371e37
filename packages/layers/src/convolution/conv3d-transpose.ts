import { library } from '@argali/core';
import type { Size3D } from '../engine/arguments.ts';
import { BaseConvTranspose, type ConvTransposeConfig } from './base-conv-transpose.ts';

export type Conv3DTransposeConfig = ConvTransposeConfig<Size3D>;

/**
 * Transposed convolution over volumes: the gradient of a convolution, used to make them larger. Shapes: `[batch, depth, height, width, in]` → `[batch, newDepth, newHeight, newWidth, filters]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution3d_transpose/
 */
export class Conv3DTranspose extends BaseConvTranspose<Conv3DTransposeConfig> {
  static override readonly className: string = 'Conv3DTranspose';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv3DTransposeConfig) {
    super(config, 3);
  }
}
