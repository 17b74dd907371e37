import { library } from '@argali/core';
import { mean, type Tensor } from '@tensorflow/tfjs-core';
import { BaseGlobalPooling, type GlobalPoolingConfig } from './base-global-pooling.ts';

/**
 * The mean of each channel of a image. Shapes: `[batch, height, width, channels]` → `[batch, channels]`, with
 * the channels second where `dataFormat` is `'channelsFirst'`; `keepdims` keeps the spatial axes with size 1.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling2d/
 */
export class GlobalAveragePooling2D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalAveragePooling2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: GlobalPoolingConfig = {}) {
    super(config, 2);
  }

  override call(inputs: Tensor): Tensor {
    return mean(inputs, this.axes, this.keepdims);
  }
}
