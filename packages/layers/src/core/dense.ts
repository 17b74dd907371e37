import { checkPositiveInteger, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { getConstraint, serializeConstraint, type ConstraintLike } from '../constraints/get.ts';
import type { Constraint } from '../constraints/constraint.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { getInitializer, serializeInitializer, type InitializerLike } from '../initializers/get.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { dense } from '../ops/dense.ts';
import { getRegularizer, serializeRegularizer, type RegularizerLike } from '../regularizers/get.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';

export interface DenseConfig extends LayerConfig {
  /** Size of the output's last axis, a positive integer. */
  units: number;
  /** Default: none (`linear`). */
  activation?: ActivationLike | null;
  /** Whether a bias is added. Default: true. */
  useBias?: boolean;
  /** Default: `glorotUniform`. */
  kernelInitializer?: InitializerLike;
  /** Default: `zeros`. */
  biasInitializer?: InitializerLike;
  kernelRegularizer?: RegularizerLike | null;
  biasRegularizer?: RegularizerLike | null;
  kernelConstraint?: ConstraintLike | null;
  biasConstraint?: ConstraintLike | null;
}

/**
 * `activation(x · kernel + bias)`. Shapes: `[batch, …, in]` → `[batch, …, units]`.
 *
 * @throws ArgumentError if `units` is not a positive integer
 * @see https://keras.io/api/layers/core_layers/dense/
 */
export class Dense extends Layer<DenseConfig> {
  static override readonly className: string = 'Dense';
  override supportsMasking = true;

  readonly units: number;
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly biasRegularizer: Regularizer | null;
  readonly kernelConstraint: Constraint | null;
  readonly biasConstraint: Constraint | null;
  kernel: Variable | null = null;
  bias: Variable | null = null;

  constructor(config: DenseConfig) {
    super(config);
    this.units = checkPositiveInteger(config.units, { owner: this.describe(), name: 'units' });
    this.activation = getActivation(config.activation);
    this.useBias = config.useBias ?? true;
    this.kernelInitializer = getInitializer(config.kernelInitializer ?? 'glorotUniform');
    this.biasInitializer = getInitializer(config.biasInitializer ?? 'zeros');
    this.kernelRegularizer = getRegularizer(config.kernelRegularizer);
    this.biasRegularizer = getRegularizer(config.biasRegularizer);
    this.kernelConstraint = getConstraint(config.kernelConstraint);
    this.biasConstraint = getConstraint(config.biasConstraint);
    this.inputSpec = { minNdim: 2 };
  }

  override build(inputShape: Shape): void {
    const inputSize = inputShape[inputShape.length - 1] ?? null;
    this.kernel = this.addWeight('kernel', [inputSize, this.units], {
      initializer: this.kernelInitializer,
      regularizer: this.kernelRegularizer,
      constraint: this.kernelConstraint,
    });
    if (this.useBias)
      this.bias = this.addWeight('bias', [this.units], {
        initializer: this.biasInitializer,
        regularizer: this.biasRegularizer,
        constraint: this.biasConstraint,
      });
    this.inputSpec = { minNdim: 2, axes: { '-1': inputSize ?? 0 } };
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, bias, activation } = this;
    if (kernel === null) throw this.notBuilt();
    return dense({ x: inputs, kernel: kernel.value, bias: bias?.value ?? null, activation });
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
      kernelInitializer: serializeInitializer(this.kernelInitializer),
      biasInitializer: serializeInitializer(this.biasInitializer),
      kernelRegularizer: serializeRegularizer(this.kernelRegularizer),
      biasRegularizer: serializeRegularizer(this.biasRegularizer),
      kernelConstraint: serializeConstraint(this.kernelConstraint),
      biasConstraint: serializeConstraint(this.biasConstraint),
    };
  }
}
