import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, moveTowards, power32, subtract, updateInPlace } from './updates.ts';

export interface AdamaxConfig extends OptimizerConfig {
  /** How much of the mean gradient stays at each step. Default: 0.9. */
  beta1?: number;
  /** How much of the largest gradient stays at each step. Default: 0.999. */
  beta2?: number;
  /** Added to the largest gradient. Default: 1e-7. */
  epsilon?: number;
}

/**
 * Adam with the largest recent gradient in place of the root of the mean square: `m += (g - m)(1 - β₁)`,
 * `u = max(β₂ · u, |g|)`, `w -= rate / (1 - β₁^t) · m / (u + ε)`.
 *
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization", section 7, https://arxiv.org/abs/1412.6980
 *
 * @throws ArgumentError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/adamax/
 */
export class Adamax extends Optimizer {
  static override readonly className: string = 'Adamax';
  static override readonly options: readonly string[] = ['beta1', 'beta2', 'epsilon'] satisfies OptionsOf<AdamaxConfig>;

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(config: AdamaxConfig = {}) {
    super(config);
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.999);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'momentum', 'norm');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta1, beta2, epsilon } = this;
    const alpha = learningRate / (1 - power32(beta1, this.iterations + 1));
    const m = this.slot(variable, 'momentum');
    const u = this.slot(variable, 'norm');
    if (updateInPlace('AdamaxUpdate', { variable, m, u, gradient }, { alpha, beta1, beta2, epsilon })) return;
    const mean = moveTowards(m, gradient, 1 - beta1);
    const largest = assign(u, tf.maximum(tf.mul(u.value, beta2), tf.abs(gradient)));
    subtract(variable, tf.div(tf.mul(mean, alpha), tf.add(largest, epsilon)));
  }

  override getConfig(): AdamaxConfig {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon };
  }
}
