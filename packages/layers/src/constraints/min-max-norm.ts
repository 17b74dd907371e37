import { checkBetween, checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Constraint } from './constraint.ts';
import { checkNormAxis, normsOf, withNorms, type NormAxis } from './norms.ts';

export interface MinMaxNormConfig {
  /** The smallest norm. Default: 0. */
  minValue?: number;
  /** The largest norm. Default: 1. */
  maxValue?: number;
  /** How far to go at each step: 1 is all the way, 0 nowhere. Default: 1. */
  rate?: number;
  /** Axes along which norms are taken: `0` for a `Dense` kernel, `[0, 1, 2]` for a `Conv2D` kernel. Default: 0. */
  axis?: NormAxis;
}

/**
 * Brings L2 norms between `minValue` and `maxValue`.
 *
 * @throws ArgumentError if not `0 ≤ minValue ≤ maxValue` and `0 ≤ rate ≤ 1`, or `axis` is not whole
 * @see https://keras.io/api/layers/constraints/#minmaxnorm-class
 */
export class MinMaxNorm extends Constraint {
  static override readonly className: string = 'MinMaxNorm';
  static readonly options: readonly string[] = [
    'minValue',
    'maxValue',
    'rate',
    'axis',
  ] satisfies OptionsOf<MinMaxNormConfig>;
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: NormAxis;

  constructor(config: MinMaxNormConfig = {}) {
    super();
    const { minValue = 0, maxValue = 1, rate = 1, axis = 0 } = checkConfig(config, new.target);
    const owner = 'MinMaxNorm';
    this.minValue = checkBetween(minValue, { owner, name: 'minValue', low: 0, high: Infinity });
    this.maxValue = checkBetween(maxValue, { owner, name: 'maxValue', low: minValue, high: Infinity });
    this.rate = checkBetween(rate, { owner, name: 'rate', low: 0, high: 1 });
    this.axis = checkNormAxis(axis, { owner, name: 'axis' });
  }

  override call(weight: tf.Tensor): tf.Tensor {
    const { minValue, maxValue, rate, axis } = this;
    return tf.tidy(() => {
      const norms = normsOf(weight, axis);
      const bounded = tf.clipByValue(norms, minValue, maxValue);
      return withNorms(weight, norms, tf.add(tf.mul(bounded, rate), tf.mul(norms, 1 - rate)));
    });
  }

  override getConfig(): MinMaxNormConfig {
    return { minValue: this.minValue, maxValue: this.maxValue, rate: this.rate, axis: this.axis };
  }
}
