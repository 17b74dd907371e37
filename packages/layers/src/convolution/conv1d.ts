import { library } from '@argali/core';
import type { Size1D } from '../engine/arguments.ts';
import { BaseConv, type ConvConfig } from './base-conv.ts';
import type { ConvPadding } from './conv-layer.ts';

export type Conv1DConfig = ConvConfig<Size1D, ConvPadding | 'causal'>;

/**
 * Convolution over time or any other sequence. Shapes: `[batch, steps, in]` → `[batch, newSteps, filters]`, with the channels before the
 * spatial axes where `dataFormat` is `'channelsFirst'`.
 * Its `padding` may be `'causal'`: the output at a step depends on no later step.
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window
 * @see https://keras.io/api/layers/convolution_layers/convolution1d/
 */
export class Conv1D extends BaseConv<Conv1DConfig> {
  static override readonly className: string = 'Conv1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: Conv1DConfig) {
    super(config, 1);
  }
}
