import { checkConfig, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Constraint } from './constraint.ts';
import { checkNormAxis, normsOf, withNorms, type NormAxis } from './norms.ts';

export interface UnitNormConfig {
  /** Axes along which norms are taken: `0` for a `Dense` kernel, `[0, 1, 2]` for a `Conv2D` kernel. Default: 0. */
  axis?: NormAxis;
}

/**
 * Makes every L2 norm 1.
 *
 * @throws ArgumentError if `axis` is not whole
 * @see https://keras.io/api/layers/constraints/#unitnorm-class
 */
export class UnitNorm extends Constraint {
  static override readonly className: string = 'UnitNorm';
  static readonly options: readonly string[] = ['axis'] satisfies OptionsOf<UnitNormConfig>;
  readonly axis: NormAxis;

  constructor(config: UnitNormConfig = {}) {
    super();
    const { axis = 0 } = checkConfig(config, new.target);
    this.axis = checkNormAxis(axis, { owner: 'UnitNorm', name: 'axis' });
  }

  override call(weight: tf.Tensor): tf.Tensor {
    return tf.tidy(() => withNorms(weight, normsOf(weight, this.axis), 1));
  }

  override getConfig(): UnitNormConfig {
    return { axis: this.axis };
  }
}
