import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { BaseDepthwiseConv, type DepthwiseConvConfig } from './base-depthwise-conv.ts';

export type DepthwiseConv1DConfig = DepthwiseConvConfig<Size1D>;

/**
 * Convolution of sequences, each channel by itself. Shapes: `[batch, steps, in]` → `[batch, newSteps, in * depthMultiplier]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/
 */
export class DepthwiseConv1D extends BaseDepthwiseConv<DepthwiseConv1DConfig> {
  static override readonly className: string = 'DepthwiseConv1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: DepthwiseConv1DConfig) {
    super(config, 1);
  }
}
