import { checkPositiveInteger, library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, readArgument } from '../engine/arguments.ts';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { dense } from '../ops/dense.ts';

export interface DenseConfig extends LayerConfig, WeightConfig<'kernel'>, WeightConfig<'bias'> {
  /** Size of the output's last axis, a positive integer. */
  units: number;
  /** Default: none (`linear`). */
  activation?: ActivationLike | null;
  /** Whether a bias is added. Default: true. */
  useBias?: boolean;
}

/**
 * `activation(x · kernel + bias)`. Shapes: `[batch, …, in]` → `[batch, …, units]`. The kernel begins as
 * `kernelInitializer` (default: `glorotUniform`) makes it, the bias as `biasInitializer` (`zeros`).
 *
 * @throws ArgumentError if `units` is not a positive integer
 * @see https://keras.io/api/layers/core_layers/dense/
 */
export class Dense extends Layer<DenseConfig> {
  static override readonly className: string = 'Dense';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'units',
    'activation',
    'useBias',
    ...weightOptions('kernel', 'bias'),
  ] satisfies OptionsOf<DenseConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly units: number;
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly kernelSettings: WeightSettings;
  readonly biasSettings: WeightSettings;
  kernel: Variable | null = null;
  bias: Variable | null = null;

  constructor(config: DenseConfig) {
    super(config);
    this.units = checkPositiveInteger(config.units, { owner: this.describe(), name: 'units' });
    this.activation = readArgument({ owner: this.describe(), name: 'activation' }, () =>
      getActivation(config.activation),
    );
    this.useBias = checkFlag(config.useBias, { owner: this.describe(), name: 'useBias' }) ?? true;
    this.kernelSettings = weightSettings('kernel', config, { owner: this.describe(), initializer: 'glorotUniform' });
    this.biasSettings = weightSettings('bias', config, { owner: this.describe(), initializer: 'zeros' });
    this.inputSpec = { minNdim: 2 };
  }

  override build(inputShape: Shape): void {
    const inputSize = inputShape[inputShape.length - 1] ?? null;
    this.kernel = this.addWeight('kernel', [inputSize, this.units], this.kernelSettings);
    if (this.useBias) this.bias = this.addWeight('bias', [this.units], this.biasSettings);
    this.inputSpec = { minNdim: 2, axes: { '-1': inputSize ?? 0 } };
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, bias, activation } = this;
    if (kernel === null) throw this.notBuilt();
    return dense({
      x: inputs,
      kernel: this.effectiveKernel(kernel.value),
      bias: bias?.value ?? null,
      activation,
    });
  }

  /** What the inputs are multiplied by. */
  protected effectiveKernel(kernel: Tensor): Tensor {
    return kernel;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, -1), this.units];
  }

  override getConfig(): DenseConfig {
    return {
      ...super.getConfig(),
      units: this.units,
      activation: serializeActivation(this.activation),
      useBias: this.useBias,
      ...serializeWeightSettings('kernel', this.kernelSettings),
      ...serializeWeightSettings('bias', this.biasSettings),
    };
  }
}
