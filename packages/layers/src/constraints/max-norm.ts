import { checkBetween, checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Constraint } from './constraint.ts';
import { checkNormAxis, normsOf, withNorms, type NormAxis } from './norms.ts';

export interface MaxNormConfig {
  /** The largest norm. Default: 2. */
  maxValue?: number;
  /** Axes along which norms are taken: `0` for a `Dense` kernel, `[0, 1, 2]` for a `Conv2D` kernel. Default: 0. */
  axis?: NormAxis;
}

/**
 * Shortens what has an L2 norm above `maxValue`.
 *
 * @throws ArgumentError if `maxValue` is negative or not a number, or `axis` is not whole
 * @see https://keras.io/api/layers/constraints/#maxnorm-class
 */
export class MaxNorm extends Constraint {
  static override readonly className: string = 'MaxNorm';
  static readonly options: readonly string[] = ['maxValue', 'axis'] satisfies OptionsOf<MaxNormConfig>;
  readonly maxValue: number;
  readonly axis: NormAxis;

  constructor(config: MaxNormConfig = {}) {
    super();
    const { maxValue = 2, axis = 0 } = checkConfig(config, new.target);
    const owner = 'MaxNorm';
    this.maxValue = checkBetween(maxValue, { owner, name: 'maxValue', low: 0, high: Infinity });
    this.axis = checkNormAxis(axis, { owner, name: 'axis' });
  }

  override call(weight: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const norms = normsOf(weight, this.axis);
      return withNorms(weight, norms, tf.minimum(norms, this.maxValue));
    });
  }

  override getConfig(): MaxNormConfig {
    return { maxValue: this.maxValue, axis: this.axis };
  }
}
