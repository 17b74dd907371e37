import { invalidArgument, library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { readArgument } from '../engine/arguments.ts';
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
import { einsumDense } from '../ops/einsum-dense.ts';
import { parseEquation, planEinsum, type EinsumEquation, type EinsumPlan } from './einsum-equation.ts';

export interface EinsumDenseConfig extends LayerConfig, WeightConfig<'kernel'>, WeightConfig<'bias'> {
  /** Axes of the input, of the kernel and of the output: `'abc,cd->abd'`; `...` stands for any further axes. */
  equation: string;
  /** Sizes of the output without its batch axis and what `...` stands for; `null` for one that the input says. */
  outputShape: number | Shape;
  /** Default: none (`linear`). */
  activation?: ActivationLike | null;
  /** Letters of the output's axes that the bias has an entry for each place of. Default: `null`, no bias. */
  biasAxes?: string | null;
}

/**
 * `activation(einsum(equation, x, kernel) + bias)`. Shapes: as `equation` and `outputShape` say. The kernel begins as
 * `kernelInitializer` (default: `glorotUniform`) makes it, the bias as `biasInitializer` (`zeros`).
 *
 * @throws ArgumentError if the equation cannot be read or does not fit `biasAxes`; ShapeError if sizes do not agree
 * @see https://keras.io/api/layers/core_layers/einsum_dense/
 */
export class EinsumDense extends Layer<EinsumDenseConfig> {
  static override readonly className: string = 'EinsumDense';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'equation',
    'outputShape',
    'activation',
    'biasAxes',
    ...weightOptions('kernel', 'bias'),
  ] satisfies OptionsOf<EinsumDenseConfig>;
  override readonly castsIntegers: boolean = true;
  protected override readonly namesActivityRegularizer = true;

  readonly equation: string;
  readonly outputShape: Shape;
  readonly activation: ActivationFunction;
  readonly biasAxes: string | null;
  readonly kernelSettings: WeightSettings;
  readonly biasSettings: WeightSettings;
  kernel: Variable | null = null;
  bias: Variable | null = null;
  readonly #equation: EinsumEquation;

  constructor(config: EinsumDenseConfig) {
    super(config);
    const owner = this.describe();
    const { equation, outputShape, biasAxes = null } = config;
    this.#equation = parseEquation(equation, owner);
    this.equation = equation;
    this.outputShape = typeof outputShape === 'number' ? [outputShape] : outputShape;
    const valid = (size: number | null): boolean => size === null || (Number.isInteger(size) && size > 0);
    if (!Array.isArray(this.outputShape) || !this.outputShape.every(valid))
      throw invalidArgument({ owner, name: 'outputShape' }, 'made of positive integers or null', outputShape);
    this.activation = readArgument({ owner, name: 'activation' }, () => getActivation(config.activation));
    if (biasAxes !== null && typeof biasAxes !== 'string')
      throw invalidArgument({ owner, name: 'biasAxes' }, 'letters of axes, or null', biasAxes);
    this.biasAxes = biasAxes;
    this.kernelSettings = weightSettings('kernel', config, { owner, initializer: 'glorotUniform' });
    this.biasSettings = weightSettings('bias', config, { owner, initializer: 'zeros' });
  }

  override build(inputShape: Shape): void {
    const { kernelShape, biasShape } = this.#plan(inputShape);
    this.kernel = this.addWeight('kernel', kernelShape, this.kernelSettings);
    if (biasShape !== null) this.bias = this.addWeight('bias', biasShape, this.biasSettings);
  }

  override call(inputs: Tensor): Tensor {
    if (this.kernel === null) throw this.notBuilt();
    return einsumDense({
      x: inputs,
      kernel: this.kernel.value,
      bias: this.bias?.value ?? null,
      labels: this.#plan(inputs.shape).labels,
      activation: this.activation,
    });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return this.#plan(inputShape).outputShape;
  }

  override getConfig(): EinsumDenseConfig {
    return {
      ...super.getConfig(),
      equation: this.equation,
      outputShape: this.outputShape,
      activation: serializeActivation(this.activation),
      biasAxes: this.biasAxes,
      ...serializeWeightSettings('kernel', this.kernelSettings),
      ...serializeWeightSettings('bias', this.biasSettings),
    };
  }

  #plan(inputShape: Shape): EinsumPlan {
    const { outputShape, biasAxes } = this;
    return planEinsum(this.#equation, { owner: this.describe(), inputShape, outputShape, biasAxes });
  }
}
