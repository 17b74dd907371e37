import { invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, updateInPlace } from './updates.ts';

export interface FtrlConfig extends OptimizerConfig {
  /** How the rate falls with the sum of squares; at most 0, which keeps it constant. Default: -0.5. */
  learningRatePower?: number;
  /** What the sum of squares starts from. Default: 0.1. */
  initialAccumulatorValue?: number;
  /** Makes weights exactly 0. Default: 0. */
  l1RegularizationStrength?: number;
  /** Makes weights small. Default: 0. */
  l2RegularizationStrength?: number;
  /** Adds a penalty on the weights to the gradient. Default: 0. */
  l2ShrinkageRegularizationStrength?: number;
  /** The paper's β, added to the divisor. Default: 0. */
  beta?: number;
}

/**
 * Follow the regularized leader: each weight is the one that would have been best for all gradients so far. With `p` the
 * power, `n' = n + g²` and `z += g - (n'^-p - n^-p) / rate · w`:
 * `w = (clip(z, -l1, l1) - z) / (n'^-p / rate + 2 · l2 + β / rate)`.
 *
 * Source: McMahan et al., "Ad click prediction: a view from the trenches", https://doi.org/10.1145/2487575.2488200
 *
 * @throws ArgumentError if a strength is negative or `learningRatePower` is positive
 * @see https://keras.io/api/optimizers/ftrl/
 */
export class Ftrl extends Optimizer {
  static override readonly className: string = 'Ftrl';
  static override readonly options: readonly string[] = [
    'learningRatePower',
    'initialAccumulatorValue',
    'l1RegularizationStrength',
    'l2RegularizationStrength',
    'l2ShrinkageRegularizationStrength',
    'beta',
  ] satisfies OptionsOf<FtrlConfig>;

  readonly learningRatePower: number;
  readonly initialAccumulatorValue: number;
  readonly l1RegularizationStrength: number;
  readonly l2RegularizationStrength: number;
  readonly l2ShrinkageRegularizationStrength: number;
  readonly beta: number;

  constructor(config: FtrlConfig = {}) {
    super(config);
    const read = (name: keyof FtrlConfig, fallback: number): number => this.nonNegative(name, config[name] ?? fallback);
    this.learningRatePower = config.learningRatePower ?? -0.5;
    if (typeof this.learningRatePower !== 'number' || !(this.learningRatePower <= 0))
      throw invalidArgument({ owner: this.describe(), name: 'learningRatePower' }, 'at most 0', this.learningRatePower);
    this.initialAccumulatorValue = read('initialAccumulatorValue', 0.1);
    this.l1RegularizationStrength = read('l1RegularizationStrength', 0);
    this.l2RegularizationStrength = read('l2RegularizationStrength', 0);
    this.l2ShrinkageRegularizationStrength = read('l2ShrinkageRegularizationStrength', 0);
    this.beta = read('beta', 0);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.addSlot(variable, 'accumulator', tf.fill(variable.shape, this.initialAccumulatorValue));
      this.addSlot(variable, 'linear');
    }
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { l1RegularizationStrength: l1, l2ShrinkageRegularizationStrength: shrinkage } = this;
    const l2 = this.l2RegularizationStrength + this.beta / (2 * learningRate);
    const accumulator = this.slot(variable, 'accumulator');
    const linear = this.slot(variable, 'linear');
    const attributes = { learningRate, power: -this.learningRatePower, l1, l2, shrinkage };
    if (updateInPlace('FtrlUpdate', { variable, accumulator, linear, gradient }, attributes)) return;
    const power = (sum: Tensor): Tensor => tf.div(tf.pow(sum, -this.learningRatePower), learningRate);

    const before = power(accumulator.value);
    const after = power(assign(accumulator, tf.add(accumulator.value, tf.square(gradient))));
    const slope = shrinkage === 0 ? gradient : tf.add(gradient, tf.mul(variable.value, 2 * shrinkage));
    const z = assign(linear, tf.add(linear.value, tf.sub(slope, tf.mul(tf.sub(after, before), variable.value))));
    assign(variable, tf.div(tf.sub(tf.clipByValue(z, -l1, l1), z), tf.add(after, 2 * l2)));
  }

  override getConfig(): FtrlConfig {
    const { learningRatePower, initialAccumulatorValue, beta } = this;
    const { l1RegularizationStrength, l2RegularizationStrength, l2ShrinkageRegularizationStrength } = this;
    return {
      ...super.getConfig(),
      learningRatePower,
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
      beta,
    };
  }
}
