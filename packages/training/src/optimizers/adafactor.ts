import { checkFinite, invalidArgument, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizer-config.ts';
import { assign, mix, subtract, updateInPlace } from './updates.ts';

export interface AdafactorConfig extends OptimizerConfig {
  /** The mean squares keep `1 - t^beta2Decay` at step t. Default: -0.8. */
  beta2Decay?: number;
  /** Added to the squares. Default: 1e-30. */
  epsilon1?: number;
  /** The least size of a variable that its steps are measured by. Default: 0.001. */
  epsilon2?: number;
  /** Largest root mean square of a step, before the learning rate; positive. Default: 1. */
  clipThreshold?: number;
  /** Without effect, as in Keras: the learning rate is at most `1 / √t` either way. Default: true. */
  relativeStep?: boolean;
}

/**
 * Adam without momentum whose mean squares, for variables of rank 2 and more, are the product of means over rows and over
 * columns; the steps are clipped and in proportion to the size of the variable.
 *
 * Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost", https://arxiv.org/abs/1804.04235
 *
 * @throws ArgumentError if an epsilon is negative or `clipThreshold` is not positive
 * @see https://keras.io/api/optimizers/adafactor/
 */
export class Adafactor extends Optimizer {
  static override readonly className: string = 'Adafactor';
  static override readonly options: readonly string[] = [
    'beta2Decay',
    'epsilon1',
    'epsilon2',
    'clipThreshold',
    'relativeStep',
  ] satisfies OptionsOf<AdafactorConfig>;

  readonly beta2Decay: number;
  readonly epsilon1: number;
  readonly epsilon2: number;
  readonly clipThreshold: number;
  readonly relativeStep: boolean;

  constructor(config: AdafactorConfig = {}) {
    super(config);
    const owner = this.describe();
    this.beta2Decay = checkFinite(config.beta2Decay ?? -0.8, { owner, name: 'beta2Decay' });
    this.epsilon1 = this.nonNegative('epsilon1', config.epsilon1 ?? 1e-30);
    this.epsilon2 = this.nonNegative('epsilon2', config.epsilon2 ?? 1e-3);
    this.clipThreshold = config.clipThreshold ?? 1;
    if (typeof this.clipThreshold !== 'number' || !(this.clipThreshold > 0))
      throw invalidArgument({ owner, name: 'clipThreshold' }, 'a positive number', this.clipThreshold);
    this.relativeStep = config.relativeStep ?? true;
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      const { name, shape } = variable;
      if (shape.length < 2) {
        // Keras keeps two unused numbers here, and saves them.
        this.addScalar(`${name}_row`, 0, 'int32');
        this.addScalar(`${name}_column`, 0, 'int32');
      } else {
        this.addSlot(variable, 'row', tf.zeros(shape.slice(0, -1)));
        this.addSlot(variable, 'column', tf.zeros([...shape.slice(0, -2), ...shape.slice(-1)]));
      }
      this.addSlot(variable, 'velocity');
    }
  }

  protected override updateStep(gradient: Tensor, variable: Variable, learningRate: number): void {
    const t = this.iterations + 1;
    const slowest = Math.min(learningRate, 1 / Math.sqrt(t));
    const kept = 1 - t ** this.beta2Decay;
    const { epsilon1, epsilon2, clipThreshold } = this;
    const velocity = this.slot(variable, 'velocity');
    const [row, column] =
      gradient.rank < 2 ? [null, null] : [this.slot(variable, 'row'), this.slot(variable, 'column')];
    const attributes = { learningRate: slowest, kept, epsilon1, epsilon2, clipThreshold };
    if (updateInPlace('AdafactorUpdate', { variable, velocity, row, column, gradient }, attributes)) return;
    const square = this.#meanSquare(variable, tf.add(tf.square(gradient), epsilon1), kept);
    const step = tf.div(gradient, tf.sqrt(square));
    const clipped = tf.div(step, tf.maximum(1, tf.div(rms(step), clipThreshold)));
    const size = tf.maximum(epsilon2, rms(variable.value));
    subtract(variable, tf.mul(clipped, tf.mul(size, slowest)));
  }

  /** Takes `squares` into the mean squares, of which it keeps `kept`. */
  #meanSquare(variable: Variable, squares: Tensor, kept: number): Tensor {
    const velocity = this.slot(variable, 'velocity');
    if (squares.rank < 2) return mix(velocity, squares, kept);
    const rows = mix(this.slot(variable, 'row'), tf.mean(squares, -1), kept);
    const columns = mix(this.slot(variable, 'column'), tf.mean(squares, -2), kept);
    const shares = tf.expandDims(tf.div(rows, tf.mean(rows, -1, true)), -1);
    // The product of two that are almost 0 is no number to divide a gradient of 0 by.
    return assign(velocity, tf.maximum(tf.mul(shares, tf.expandDims(columns, -2)), SMALLEST));
  }

  override getConfig(): AdafactorConfig {
    const { beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep } = this;
    return { ...super.getConfig(), beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep };
  }
}

/** The least normal number in single precision. */
const SMALLEST = 1.17549435e-38;

function rms(x: Tensor): Tensor {
  return tf.sqrt(tf.mean(tf.square(x)));
}
