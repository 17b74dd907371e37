import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { singleMask, type CallContext } from '../engine/call-context.ts';
import { BaseGlobalPooling, type GlobalPoolingConfig } from './base-global-pooling.ts';

/**
 * The mean of each channel of a sequence, over the steps that the mask lets count. Shapes: `[batch, steps, channels]` →
 * `[batch, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`; `keepdims` keeps the steps axis
 * with size 1.
 *
 * @see https://keras.io/api/layers/pooling_layers/global_average_pooling1d/
 */
export class GlobalAveragePooling1D extends BaseGlobalPooling {
  static override readonly className: string = 'GlobalAveragePooling1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: GlobalPoolingConfig = {}) {
    super(config, 1);
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    const mask = singleMask(context);
    if (mask === null) return tf.mean(inputs, this.axes, this.keepdims);
    const weights = tf.expandDims(tf.cast(mask, 'float32'), this.dataFormat === 'channelsLast' ? 2 : 1);
    const total = tf.sum(tf.mul(inputs, weights), this.axes, this.keepdims);
    return tf.div(total, tf.sum(weights, this.axes, this.keepdims));
  }
}
