import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { mix, subtract, updateInPlace } from './updates.ts';

export interface AdadeltaConfig extends OptimizerConfig {
  /** How much of the mean squares stays at each step. Default: 0.95. */
  rho?: number;
  /** Added to the mean squares. Default: 1e-7. */
  epsilon?: number;
}

/**
 * Scales the gradient by the size of recent steps over the size of recent gradients: `a = ρ · a + (1 - ρ) · g²`,
 * `Δ = g · √(d + ε) / √(a + ε)`, `d = ρ · d + (1 - ρ) · Δ²`, `w -= rate · Δ`. The paper's learning rate is 1.
 *
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method", https://arxiv.org/abs/1212.5701
 *
 * @throws ArgumentError if `rho` is not from 0 to 1, or `epsilon` is negative
 * @see https://keras.io/api/optimizers/adadelta/
 */
export class Adadelta extends Optimizer {
  static override readonly className: string = 'Adadelta';
  static override readonly options: readonly string[] = ['rho', 'epsilon'] satisfies OptionsOf<AdadeltaConfig>;

  readonly rho: number;
  readonly epsilon: number;

  constructor(config: AdadeltaConfig = {}) {
    super(config);
    this.rho = this.fraction('rho', config.rho ?? 0.95);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, 'accumulated_grad', 'accumulated_delta_var');
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { rho, epsilon } = this;
    const accumulatedGradient = this.slot(variable, 'accumulated_grad');
    const accumulatedStep = this.slot(variable, 'accumulated_delta_var');
    const operands = { variable, accumulatedGradient, accumulatedStep, gradient };
    if (updateInPlace('AdadeltaUpdate', operands, { learningRate, rho, epsilon })) return;
    const rms = (square: Tensor): Tensor => tf.sqrt(tf.add(square, epsilon));
    const divisor = rms(mix(accumulatedGradient, tf.square(gradient), rho));
    const step = tf.div(tf.mul(gradient, rms(accumulatedStep.value)), divisor);
    mix(accumulatedStep, tf.square(step), rho);
    subtract(variable, tf.mul(step, learningRate));
  }

  override getConfig(): AdadeltaConfig {
    return { ...super.getConfig(), rho: this.rho, epsilon: this.epsilon };
  }
}
