import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { norm } from './clip.ts';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { moveTowards, power32, subtract, updateInPlace } from './updates.ts';

export interface LambConfig extends OptimizerConfig {
  /** How much of the mean gradient stays at each step. Default: 0.9. */
  beta1?: number;
  /** How much of the mean square stays at each step. Default: 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default: 1e-7. */
  epsilon?: number;
}

/**
 * Adam for large batches: with Adam's step `s`, each variable takes the step `w -= rate · s · ‖w‖ / ‖s‖`, in proportion to
 * its own size (or `rate · s` where one of the norms is 0).
 *
 * Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes",
 * https://arxiv.org/abs/1904.00962
 *
 * @throws ArgumentError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/lamb/
 */
export class Lamb extends Optimizer {
  static override readonly className: string = 'Lamb';
  static override readonly options: readonly string[] = ['beta1', 'beta2', 'epsilon'] satisfies OptionsOf<LambConfig>;

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(config: LambConfig = {}) {
    super(config);
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.999);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'momentum', 'velocity');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta1, beta2, epsilon } = this;
    const t = this.iterations + 1;
    const [m, v] = [this.slot(variable, 'momentum'), this.slot(variable, 'velocity')];
    const [mFactor, vFactor] = [1 / (1 - power32(beta1, t)), 1 / (1 - power32(beta2, t))];
    const attributes = { learningRate, beta1, beta2, mFactor, vFactor, epsilon };
    if (updateInPlace('LambUpdate', { variable, m, v, gradient }, attributes)) return;
    const mean = moveTowards(m, gradient, 1 - beta1);
    const square = moveTowards(v, tf.square(gradient), 1 - beta2);
    const step = tf.div(tf.mul(mean, mFactor), tf.add(tf.sqrt(tf.mul(square, vFactor)), epsilon));
    subtract(variable, tf.mul(step, tf.mul(trustRatio(variable.value, step), learningRate)));
  }

  override getConfig(): LambConfig {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon };
  }
}

/** `‖weight‖ / ‖step‖`, or 1 where one of them is 0. */
function trustRatio(weight: Tensor, step: Tensor): Tensor {
  const [size, length] = [norm(weight), norm(step)];
  return tf.where(tf.greater(tf.mul(size, length), 0), tf.div(size, length), tf.onesLike(size));
}
