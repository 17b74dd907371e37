import { checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Regularizer } from './regularizer.ts';

export interface L1Config {
  /** Default: 0.01, also for `null`. */
  l1?: number | null;
}

/**
 * `l1 · sum(|x|)`.
 *
 * @throws ArgumentError if `l1` is not a finite number of 0 or more
 * @see https://keras.io/api/layers/regularizers/#l1-class
 */
export class L1 extends Regularizer {
  static override readonly className: string = 'L1';
  static readonly options: readonly string[] = ['l1'] satisfies OptionsOf<L1Config>;
  readonly l1: number;

  constructor(config: L1Config = {}) {
    super();
    const { l1 } = checkConfig(config, new.target);
    this.l1 = checkNonNegative(l1 ?? 0.01, { owner: 'L1', name: 'l1' });
  }

  override call(x: tf.Tensor): tf.Scalar {
    return tf.tidy(() => tf.mul(tf.sum(tf.abs(x)), this.l1));
  }

  override getConfig(): L1Config {
    return { l1: this.l1 };
  }
}
