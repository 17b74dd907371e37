import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import type { Update } from './pair-up.ts';
import type { ScalarVariable } from './scalar-variable.ts';
import { moveTowards, power32, subtract, updateInPlace } from './updates.ts';

export interface NadamConfig extends OptimizerConfig {
  /** How much of the mean gradient stays at each step, in the long run. Default: 0.9. */
  beta1?: number;
  /** How much of the mean square stays at each step. Default: 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default: 1e-7. */
  epsilon?: number;
}

/**
 * Adam with Nesterov momentum: the mean gradient is looked at one step ahead, with a momentum
 * `u_t = β₁ · (1 - 0.96^t / 2)` that grows towards β₁, and corrected by the product of all `u` so far.
 *
 * Source: Dozat, "Incorporating Nesterov momentum into Adam", http://cs229.stanford.edu/proj2015/054_report.pdf
 *
 * @throws ArgumentError if `beta1` or `beta2` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/Nadam/
 */
export class Nadam extends Optimizer {
  static override readonly className: string = 'Nadam';
  static override readonly options: readonly string[] = ['beta1', 'beta2', 'epsilon'] satisfies OptionsOf<NadamConfig>;

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  #product: ScalarVariable | null = null;

  constructor(config: NadamConfig = {}) {
    super(config);
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.999);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'momentum', 'velocity');
    this.#product = this.addScalar('momentum_product', 1, 'float32');
  }

  /** `u_t`. */
  #momentum(t: number): number {
    return this.beta1 * (1 - 0.5 * 0.96 ** t);
  }

  protected override updateAll(updates: readonly Update[], learningRate: number): void {
    if (this.#product !== null) this.#product.current *= this.#momentum(this.iterations + 1);
    super.updateAll(updates, learningRate);
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta1, beta2, epsilon } = this;
    const t = this.iterations + 1;
    const [now, next] = [this.#momentum(t), this.#momentum(t + 1)];
    const product = this.#product?.current ?? 1;
    const mFactor = next / (1 - product * next);
    const gFactor = (1 - now) / (1 - product);
    const vFactor = 1 / (1 - power32(beta2, t));
    const m = this.slot(variable, 'momentum');
    const v = this.slot(variable, 'velocity');
    const attributes = { learningRate, beta1, beta2, mFactor, gFactor, vFactor, epsilon };
    if (updateInPlace('NadamUpdate', { variable, m, v, gradient }, attributes)) return;
    const mean = moveTowards(m, gradient, 1 - beta1);
    const square = moveTowards(v, tf.square(gradient), 1 - beta2);
    const ahead = tf.add(tf.mul(mean, mFactor), tf.mul(gradient, gFactor));
    const divisor = tf.add(tf.sqrt(tf.mul(square, vFactor)), epsilon);
    subtract(variable, tf.div(tf.mul(ahead, learningRate), divisor));
  }

  override getConfig(): NadamConfig {
    const { beta1, beta2, epsilon } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon };
  }
}
