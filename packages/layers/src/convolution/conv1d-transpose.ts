import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { BaseConvTranspose, type ConvTransposeConfig } from './base-conv-transpose.ts';

export type Conv1DTransposeConfig = ConvTransposeConfig<Size1D>;

/**
 * Transposed convolution over sequences: the gradient of a convolution, used to make them larger. Shapes: `[batch, steps, in]` → `[batch, newSteps, filters]`, with the channels second
 * where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution1d_transpose/
 */
export class Conv1DTranspose extends BaseConvTranspose<Conv1DTransposeConfig> {
  static override readonly className: string = 'Conv1DTranspose';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv1DTransposeConfig) {
    super(config, 1);
  }
}
