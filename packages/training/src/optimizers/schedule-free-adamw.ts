import { checkConfig, checkNonNegativeInteger, invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, moveTowards, power32, updateInPlace } from './updates.ts';

export interface ScheduleFreeAdamWConfig extends OptimizerConfig {
  /** How near the weights stay to the average of all points so far. Above 0; default: 0.9. */
  beta1?: number;
  /** How much of the mean square stays at each step. Default: 0.999. */
  beta2?: number;
  /** Added to the root of the mean square. Default: 1e-8. */
  epsilon?: number;
  /** Steps in which the learning rate rises to its value. Default: 0. */
  warmupSteps?: number;
}

/**
 * AdamW that needs no schedule: the point `z` takes the steps, `x` is the average of all `z`, and the weights are
 * `y = (1 - β₁) · z + β₁ · x`, where gradients are taken. The averages `x` are the better weights for evaluation:
 * {@link swapToEval} after training, {@link swapToTrain} before training on. Learning rate by default 0.0025.
 *
 * Source: Defazio et al., "The road less scheduled", https://arxiv.org/abs/2405.15682
 *
 * @throws ArgumentError if `beta1` is not above 0 and at most 1, or another value is out of range
 * @see https://keras.io/api/optimizers/schedule_free_adamw/
 */
export class ScheduleFreeAdamW extends Optimizer {
  static override readonly className: string = 'ScheduleFreeAdamW';
  static override readonly options: readonly string[] = [
    'beta1',
    'beta2',
    'epsilon',
    'warmupSteps',
  ] satisfies OptionsOf<ScheduleFreeAdamWConfig>;

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly warmupSteps: number;
  #variables: readonly Variable[] = [];

  constructor(config: ScheduleFreeAdamWConfig = {}) {
    super({ ...checkConfig(config, new.target), learningRate: config.learningRate ?? 0.0025 });
    const owner = this.describe();
    this.beta1 = this.fraction('beta1', config.beta1 ?? 0.9);
    if (this.beta1 === 0) throw invalidArgument({ owner, name: 'beta1' }, 'above 0', 0);
    this.beta2 = this.fraction('beta2', config.beta2 ?? 0.999);
    this.epsilon = this.nonNegative('epsilon', config.epsilon ?? 1e-8);
    this.warmupSteps = checkNonNegativeInteger(config.warmupSteps ?? 0, { owner, name: 'warmupSteps' });
  }

  protected override createSlots(variables: readonly Variable[]): void {
    this.#variables = variables;
    for (const variable of variables) {
      this.addSlot(variable, 'momentum', tf.clone(variable.value));
      this.addSlot(variable, 'velocity');
    }
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const { beta2, epsilon, warmupSteps } = this;
    const t = this.iterations + 1;
    const rate = warmupSteps > 0 ? learningRate * Math.min(t / warmupSteps, 1) : learningRate;
    const [point, v] = [this.slot(variable, 'momentum'), this.slot(variable, 'velocity')];
    const vFactor = 1 / (1 - power32(beta2, t));
    const attributes = { learningRate: rate, beta1: this.beta1, beta2, vFactor, part: 1 / t, epsilon };
    if (updateInPlace('ScheduleFreeUpdate', { variable, z: point, v, gradient }, attributes)) return;

    const average = this.#averageOf(variable);
    const divisor = tf.add(tf.sqrt(tf.mul(moveTowards(v, tf.square(gradient), 1 - beta2), vFactor)), epsilon);
    const z = assign(point, tf.sub(point.value, tf.div(tf.mul(gradient, rate), divisor)));
    assign(variable, this.#between(z, tf.add(tf.mul(average, 1 - 1 / t), tf.mul(z, 1 / t))));
  }

  /** `y` from `z` and `x`. */
  #between(z: Tensor, x: Tensor): Tensor {
    return tf.add(tf.mul(z, 1 - this.beta1), tf.mul(x, this.beta1));
  }

  /** `x` from `y`, the variable. */
  #averageOf(variable: Variable): Tensor {
    const z = this.slot(variable, 'momentum').value;
    return tf.div(tf.sub(variable.value, tf.mul(z, 1 - this.beta1)), this.beta1);
  }

  /** Sets the weights to their averages, for evaluation. */
  swapToEval(): void {
    tf.tidy(() => {
      for (const variable of this.#variables) assign(variable, this.#averageOf(variable));
    });
  }

  /** Sets the weights to the points where training goes on; undoes {@link swapToEval}. */
  swapToTrain(): void {
    tf.tidy(() => {
      for (const variable of this.#variables)
        assign(variable, this.#between(this.slot(variable, 'momentum').value, variable.value));
    });
  }

  override getConfig(): ScheduleFreeAdamWConfig {
    const { beta1, beta2, epsilon, warmupSteps } = this;
    return { ...super.getConfig(), beta1, beta2, epsilon, warmupSteps };
  }
}
