import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { BaseDepthwiseConv, type DepthwiseConvConfig } from './base-depthwise-conv.ts';

export type DepthwiseConv2DConfig = DepthwiseConvConfig<Size2D>;

/**
 * Convolution of images, each channel by itself. Shapes: `[batch, height, width, in]` → `[batch, newHeight, newWidth, in * depthMultiplier]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/
 */
export class DepthwiseConv2D extends BaseDepthwiseConv<DepthwiseConv2DConfig> {
  static override readonly className: string = 'DepthwiseConv2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: DepthwiseConv2DConfig) {
    super(config, 2);
  }
}
