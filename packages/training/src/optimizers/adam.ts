import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { adamRate, assign, descendAdam, moveTowards, subtract, updateInPlace } from './updates.ts';

export interface AdamConfig extends OptimizerConfig {
  /** How much of the mean gradient stays at each step. Default: 0.9. */
  beta1?: number;
  /** How much of the mean square stays at each step. Default: 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default: 1e-7. */
  epsilon?: number;
  /** Whether the largest mean square so far is used. Default: false. */
  amsgrad?: boolean;
}

/**
 * Mean gradient over the root of the mean square, both corrected for starting at 0: `m += (g - m)(1 - β₁)`,
 * `v += (g² - v)(1 - β₂)`, `w -= α · m / (√v + ε)` with `α = rate · √(1 - β₂^t) / (1 - β₁^t)`.
 *
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization", https://arxiv.org/abs/1412.6980; AMSGrad: Reddi et
 * al., "On the convergence of Adam and beyond", https://openreview.net/forum?id=ryQu7f-RZ
 *
 * @throws ArgumentError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/adam/
 */
export class Adam extends Optimizer {
  static override readonly className: string = 'Adam';
  static override readonly options: readonly string[] = [
    'beta1',
    'beta2',
    'epsilon',
    'amsgrad',
  ] satisfies OptionsOf<AdamConfig>;

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;

  constructor(config: AdamConfig = {}) {
    super(config);
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.999);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
    this.amsgrad = config.amsgrad ?? false;
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'momentum', 'velocity');
    if (this.amsgrad) this.addSlots(variables, 'velocity_hat');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta1, beta2, epsilon } = this;
    const alpha = adamRate(learningRate, this.iterations + 1, this);
    const attributes = { alpha, beta1, beta2, epsilon };
    const m = this.slot(variable, 'momentum');
    const v = this.slot(variable, 'velocity');
    if (!this.amsgrad) {
      descendAdam({ variable, m, v, gradient }, attributes);
      return;
    }
    const vMax = this.slot(variable, 'velocity_hat');
    if (updateInPlace('AmsgradUpdate', { variable, m, v, vMax, gradient }, attributes)) return;
    const mean = moveTowards(m, gradient, 1 - beta1);
    const square = moveTowards(v, tf.square(gradient), 1 - beta2);
    const divisor = tf.add(tf.sqrt(assign(vMax, tf.maximum(vMax.value, square))), epsilon);
    subtract(variable, tf.div(tf.mul(mean, alpha), divisor));
  }

  override getConfig(): AdamConfig {
    const { beta1, beta2, epsilon, amsgrad } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon, amsgrad };
  }
}
