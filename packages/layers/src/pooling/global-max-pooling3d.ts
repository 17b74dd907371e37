import { library } from '@argali/core';
import { max, type Tensor } from '@tensorflow/tfjs-core';
import { BaseGlobalPooling, type GlobalPoolingConfig } from './base-global-pooling.ts';

/**
 * The largest entry of each channel of a volume. Shapes: `[batch, depth, height, width, channels]` → `[batch, channels]`, with
 * the channels second where `dataFormat` is `'channelsFirst'`; `keepdims` keeps the spatial axes with size 1.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_max_pooling3d/
 */
export class GlobalMaxPooling3D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalMaxPooling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: GlobalPoolingConfig = {}) {
    super(config, 3);
  }

  override call(inputs: Tensor): Tensor {
    return max(inputs, this.axes, this.keepdims);
  }
}
