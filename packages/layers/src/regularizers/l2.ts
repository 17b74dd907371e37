import { checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { Regularizer } from './regularizer.ts';

export interface L2Config {
  /** Default: 0.01, also for `null`. */
  l2?: number | null;
}

/**
 * `l2 · sum(x²)`.
 *
 * @throws ArgumentError if `l2` is not a finite number of 0 or more
 * @see https://keras.io/api/layers/regularizers/#l2-class
 */
export class L2 extends Regularizer {
  static override readonly className: string = 'L2';
  static readonly options: readonly string[] = ['l2'] satisfies OptionsOf<L2Config>;
  readonly l2: number;

  constructor(config: L2Config = {}) {
    super();
    const { l2 } = checkConfig(config, new.target);
    this.l2 = checkNonNegative(l2 ?? 0.01, { owner: 'L2', name: 'l2' });
  }

  override call(x: tf.Tensor): tf.Scalar {
    return tf.tidy(() => tf.mul(tf.sum(tf.square(x)), this.l2));
  }

  override getConfig(): L2Config {
    return { l2: this.l2 };
  }
}
