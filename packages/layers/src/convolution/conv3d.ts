import { library } from '@argali/core';
import type { Size3D } from '../engine/arguments.ts';
import { BaseConv, type ConvConfig } from './base-conv.ts';

export type Conv3DConfig = ConvConfig<Size3D>;

/**
 * Convolution over volumes. Shapes: `[batch, depth, height, width, in]` → `[batch, newDepth, newHeight, newWidth, filters]`, with the channels before the
 * spatial axes where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution3d/
 */
export class Conv3D extends BaseConv<Conv3DConfig> {
  static override readonly className: string = 'Conv3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv3DConfig) {
    super(config, 3);
  }
}
