import { checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Regularizer } from './regularizer.ts';

export interface L1L2Config {
  /** Default: 0, also for `null`. */
  l1?: number | null;
  /** Default: 0, also for `null`. */
  l2?: number | null;
}

/**
 * `l1 · sum(|x|) + l2 · sum(x²)`.
 *
 * @throws ArgumentError if `l1` or `l2` is not a finite number of 0 or more
 * @see https://keras.io/api/layers/regularizers/#l1l2-class
 */
export class L1L2 extends Regularizer {
  static override readonly className: string = 'L1L2';
  static readonly options: readonly string[] = ['l1', 'l2'] satisfies OptionsOf<L1L2Config>;
  readonly l1: number;
  readonly l2: number;

  constructor(config: L1L2Config = {}) {
    super();
    const { l1, l2 } = checkConfig(config, new.target);
    this.l1 = checkNonNegative(l1 ?? 0, { owner: 'L1L2', name: 'l1' });
    this.l2 = checkNonNegative(l2 ?? 0, { owner: 'L1L2', name: 'l2' });
  }

  override call(x: tf.Tensor): tf.Scalar {
    return tf.tidy(() => tf.add(tf.mul(tf.sum(tf.abs(x)), this.l1), tf.mul(tf.sum(tf.square(x)), this.l2)));
  }

  override getConfig(): L1L2Config {
    return { l1: this.l1, l2: this.l2 };
  }
}
