import { invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { mix, subtract, updateInPlace } from './updates.ts';

export interface LionConfig extends OptimizerConfig {
  /** How much of the mean gradient goes into the step. Above 0; default: 0.9. */
  beta1?: number;
  /** How much of the mean gradient stays at each step. Default: 0.99. */
  beta2?: number;
}

/**
 * Steps of one size in the direction of a mean gradient: `w -= rate · sign(β₁ · m + (1 - β₁) · g)`,
 * `m = β₂ · m + (1 - β₂) · g`. The rate should be 3 to 10 times smaller than Adam's.
 *
 * Source: Chen et al., "Symbolic discovery of optimization algorithms", https://arxiv.org/abs/2302.06675
 *
 * @throws ArgumentError if `beta1` is not above 0 and at most 1, or `beta2` not from 0 to 1
 * @see https://keras.io/api/optimizers/lion/
 */
export class Lion extends Optimizer {
  static override readonly className: string = 'Lion';
  static override readonly options: readonly string[] = ['beta1', 'beta2'] satisfies OptionsOf<LionConfig>;

  readonly beta1: number;
  readonly beta2: number;

  constructor(config: LionConfig = {}) {
    super(config);
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.99);
    if (this.beta1 === 0) throw invalidArgument({ owner: this.describe(), name: 'beta1' }, 'above 0', 0);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'momentum');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta1, beta2 } = this;
    const m = this.slot(variable, 'momentum');
    if (updateInPlace('LionUpdate', { variable, m, gradient }, { learningRate, beta1, beta2 })) return;
    const direction = tf.add(tf.mul(m.value, beta1), tf.mul(gradient, 1 - beta1));
    subtract(variable, tf.mul(tf.sign(direction), learningRate));
    mix(m, gradient, beta2);
  }

  override getConfig(): LionConfig {
    return { ...super.getConfig(), beta1: this.beta1, beta2: this.beta2 };
  }
}
