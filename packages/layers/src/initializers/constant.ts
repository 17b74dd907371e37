import { checkConfig, checkFinite, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Initializer } from './initializer.ts';

export interface ConstantConfig {
  /** Default: 0. */
  value?: number;
}

/**
 * One value everywhere.
 *
 * @throws ArgumentError if `value` is not a finite number
 * @see https://keras.io/api/layers/initializers/#constant-class
 */
export class Constant extends Initializer {
  static override readonly className: string = 'Constant';
  static readonly options: readonly string[] = ['value'] satisfies OptionsOf<ConstantConfig>;
  readonly value: number;

  constructor(config: ConstantConfig = {}) {
    super();
    const { value = 0 } = checkConfig(config, new.target);
    this.value = checkFinite(value, { owner: 'Constant', name: 'value' });
  }

  override call(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
    return tf.fill([...shape], this.value, dtype);
  }

  override getConfig(): ConstantConfig {
    return { value: this.value };
  }
}
