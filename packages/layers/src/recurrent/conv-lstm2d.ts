import { library } from '@argali/core';
import type { Size2D } from '../engine/arguments.ts';
import { BaseConvLSTM, type ConvLSTMConfig } from './base-conv-lstm.ts';

export type ConvLSTM2DConfig = ConvLSTMConfig<Size2D>;

/**
 * Long short-term memory over sequences of images, with convolutions for products. Shapes: `[batch, steps, height, width, in]` →
 * `[batch, newHeight, newWidth, filters]`, or `[batch, steps, newHeight, newWidth, filters]` with `returnSequences`; with `returnState` the
 * last h and c follow, each of the shape of one output. With `dataFormat: 'channelsFirst'` the channels come before the
 * spatial axes. Call arguments: `initialState`, h and c; `mask`, bool `[batch, steps]`.
 *
 * Source: Shi et al., 2015, https://arxiv.org/abs/1506.04214
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the input is smaller than the window, or if states, mask or batch size do not fit
 * @see https://keras.io/api/layers/recurrent_layers/conv_lstm2d/
 */
export class ConvLSTM2D extends BaseConvLSTM<Size2D> {
  static override readonly className: string = 'ConvLSTM2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: ConvLSTM2DConfig) {
    super(config, 2);
  }
}
