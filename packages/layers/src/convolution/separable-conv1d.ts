import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { BaseSeparableConv, type SeparableConvConfig } from './base-separable-conv.ts';

export type SeparableConv1DConfig = SeparableConvConfig<Size1D>;

/**
 * Convolution of sequences, each channel by itself, followed by one across the channels at each place. Shapes: `[batch, steps, in]` → `[batch, newSteps, filters]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/separable_convolution1d/
 */
export class SeparableConv1D extends BaseSeparableConv<SeparableConv1DConfig> {
  static override readonly className: string = 'SeparableConv1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: SeparableConv1DConfig) {
    super(config, 1);
  }
}
