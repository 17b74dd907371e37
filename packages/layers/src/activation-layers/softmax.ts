import { library, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { softmax } from '../activations/softmax.ts';
import { checkAxes, checkAxis } from '../engine/arguments.ts';
import { singleMask, type CallContext } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface SoftmaxConfig extends LayerConfig {
  /** The axis, or axes together, over which the outputs sum to 1. Default: -1. */
  axis?: number | readonly number[];
}

/**
 * `exp(x) / sum(exp(x))`, over the entries that the mask, of the shape of `x`, lets count. Shapes: any → the same.
 *
 * @throws ArgumentError if `axis` holds anything but whole numbers
 * @see https://keras.io/api/layers/activation_layers/softmax/
 */
export class Softmax extends Layer<SoftmaxConfig> {
  static override readonly className: string = 'Softmax';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<SoftmaxConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly axis: number | readonly number[];

  constructor(config: SoftmaxConfig = {}) {
    super(config);
    const of = { owner: this.describe(), name: 'axis' };
    const { axis = -1 } = config;
    this.axis = typeof axis === 'number' ? checkAxis(axis, of) : checkAxes(axis, of);
    this.inputSpec = { minNdim: 1 };
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    const mask = singleMask(context);
    // As in Keras: so far below the rest that nothing of it is left.
    const x = mask === null ? inputs : tf.add(inputs, tf.mul(tf.sub(1, tf.cast(mask, 'float32')), -3e38));
    const axes = typeof this.axis === 'number' ? [this.axis] : [...this.axis];
    const y = axes.length === 1 ? softmax(x, axes[0]) : tf.exp(tf.sub(x, tf.logSumExp(x, axes, true)));
    return mask === null ? y : tf.mul(y, tf.cast(mask, 'float32'));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): SoftmaxConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}
