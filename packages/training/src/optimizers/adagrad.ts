import type { OptionsOf, Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, subtract, updateInPlace } from './updates.ts';

export interface AdagradConfig extends OptimizerConfig {
  /** What the sum of squares starts from. Default: 0.1. */
  initialAccumulatorValue?: number;
  /** Added to the sum of squares. Default: 1e-7. */
  epsilon?: number;
}

/**
 * Divides the gradient by the root of the sum of all its squares: `a += g²`, `w -= rate · g / √(a + ε)`.
 *
 * Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
 * https://www.jmlr.org/papers/v12/duchi11a.html
 *
 * @throws ArgumentError if `initialAccumulatorValue` or `epsilon` is negative
 * @see https://keras.io/api/optimizers/adagrad/
 */
export class Adagrad extends Optimizer {
  static override readonly className: string = 'Adagrad';
  static override readonly options: readonly string[] = [
    'initialAccumulatorValue',
    'epsilon',
  ] satisfies OptionsOf<AdagradConfig>;

  readonly initialAccumulatorValue: number;
  readonly epsilon: number;

  constructor(config: AdagradConfig = {}) {
    super(config);
    this.initialAccumulatorValue = this.nonNegative('initialAccumulatorValue', config.initialAccumulatorValue ?? 0.1);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-7);
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables)
      this.addSlot(variable, 'accumulator', tf.fill(variable.shape, this.initialAccumulatorValue));
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { epsilon } = this;
    const accumulator = this.slot(variable, 'accumulator');
    if (updateInPlace('AdagradUpdate', { variable, accumulator, gradient }, { learningRate, epsilon })) return;
    const sum = assign(accumulator, tf.add(accumulator.value, tf.square(gradient)));
    subtract(variable, tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(sum, epsilon))));
  }

  override getConfig(): AdagradConfig {
    const { initialAccumulatorValue, epsilon } = this;
    return { ...super.getConfig(), initialAccumulatorValue, epsilon };
  }
}
