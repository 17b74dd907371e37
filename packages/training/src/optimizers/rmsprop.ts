import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, mix, subtract, updateInPlace } from './updates.ts';

export interface RMSpropConfig extends OptimizerConfig {
  /** How much of the mean square stays at each step. Default: 0.9. */
  rho?: number;
  /** How much of the last step is repeated. Default: 0. */
  momentum?: number;
  /** Added to the mean square. Default: 1e-7. */
  epsilon?: number;
  /** Whether the square of the mean gradient is taken off the mean square. Default: false. */
  centered?: boolean;
}

/** The mean of squares less the square of the mean: never below 0, where rounding may leave it. */
function spreadOf(square: Tensor, mean: Tensor): Tensor {
  return tf.relu(tf.sub(square, tf.square(mean)));
}

/**
 * Divides the gradient by the root of its mean square: `v = ρ · v + (1 - ρ) · g²`, `w -= rate · g / √(v + ε)`.
 *
 * Source: Hinton, lecture 6 of "Neural networks for machine learning",
 * http://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
 *
 * @throws ArgumentError if `rho` or `momentum` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/rmsprop/
 */
export class RMSprop extends Optimizer {
  static override readonly className: string = 'RMSprop';
  static override readonly options: readonly string[] = [
    'rho',
    'momentum',
    'epsilon',
    'centered',
  ] satisfies OptionsOf<RMSpropConfig>;

  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;

  constructor(config: RMSpropConfig = {}) {
    super(config);
    this.rho = this.fraction('rho', config.rho ?? 0.9);
    this.momentum = this.fraction('momentum', config.momentum ?? 0);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
    this.centered = config.centered ?? false;
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'velocity');
    if (this.momentum > 0) this.addSlots(variables, 'momentum');
    if (this.centered) this.addSlots(variables, 'average_gradient');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { rho, momentum, epsilon } = this;
    const velocity = this.slot(variable, 'velocity');
    const m = momentum > 0 ? this.slot(variable, 'momentum') : null;
    const averageGradient = this.centered ? this.slot(variable, 'average_gradient') : null;
    const operands = { variable, velocity, momentum: m, averageGradient, gradient };
    if (updateInPlace('RmspropUpdate', operands, { learningRate, rho, momentum, epsilon })) return;
    const square = mix(velocity, tf.square(gradient), rho);
    const spread = averageGradient ? spreadOf(square, mix(averageGradient, gradient, rho)) : square;
    const step = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(spread, epsilon)));
    subtract(variable, m ? assign(m, tf.add(tf.mul(m.value, momentum), step)) : step);
  }

  override getConfig(): RMSpropConfig {
    const { rho, momentum, epsilon, centered } = this;
    return { ...super.getConfig(), rho, momentum, epsilon, centered };
  }
}
