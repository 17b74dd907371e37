import { library, type OptionsOf, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { readArgument } from '../engine/arguments.ts';
import {
  getActivation,
  isBuiltInActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface ActivationConfig extends LayerConfig {
  activation: ActivationLike;
}

/**
 * An activation by itself. Shapes: any → the same.
 *
 * @throws UnknownNameError if no activation has that name
 * @see https://keras.io/api/layers/core_layers/activation/
 */
export class Activation extends Layer<ActivationConfig> {
  static override readonly className: string = 'Activation';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['activation'] satisfies OptionsOf<ActivationConfig>;
  override supportsMasking = true;

  /** A function of the caller's is given what comes. */
  override readonly castsIntegers: boolean;
  readonly activation: ActivationFunction;

  constructor(config: ActivationConfig) {
    super(config);
    this.activation = readArgument({ owner: this.describe(), name: 'activation' }, () =>
      getActivation(config.activation),
    );
    const name = serializeActivation(this.activation);
    this.castsIntegers = typeof name === 'string' && name !== 'linear' && isBuiltInActivation(name);
  }

  override call(inputs: Tensor): Tensor {
    return this.activation(inputs);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return this.castsIntegers ? 'float32' : inputDtype;
  }

  override getConfig(): ActivationConfig {
    return { ...super.getConfig(), activation: serializeActivation(this.activation) };
  }
}
