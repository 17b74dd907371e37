import { library, type OptionsOf, type Shape } from '@argali/core';
import { leakyRelu, type Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface LeakyReLUConfig extends LayerConfig {
  /** Slope below zero. Default: 0.3. */
  negativeSlope?: number;
}

/**
 * `x` above zero, `negativeSlope * x` below. Shapes: any → the same.
 *
 * @throws ArgumentError if `negativeSlope` is negative
 * @see https://keras.io/api/layers/activation_layers/leaky_relu/
 */
export class LeakyReLU extends Layer<LeakyReLUConfig> {
  static override readonly className: string = 'LeakyReLU';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['negativeSlope'] satisfies OptionsOf<LeakyReLUConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly negativeSlope: number;

  constructor(config: LeakyReLUConfig = {}) {
    super(config);
    this.negativeSlope = checkNonNegative(config.negativeSlope ?? 0.3, {
      owner: this.describe(),
      name: 'negativeSlope',
    });
  }

  override call(inputs: Tensor): Tensor {
    return leakyRelu(inputs, this.negativeSlope);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): LeakyReLUConfig {
    return { ...super.getConfig(), negativeSlope: this.negativeSlope };
  }
}
