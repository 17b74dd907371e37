import { checkFinite, uniform, type OptionsOf } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { RandomInitializer, type RandomInitializerConfig } from './random-initializer.ts';

export interface RandomUniformConfig extends RandomInitializerConfig {
  /** Lower bound, included. Default: -0.05. */
  minval?: number;
  /** Upper bound, excluded. Default: 0.05. */
  maxval?: number;
}

/**
 * Evenly distributed values.
 *
 * @throws ArgumentError if `minval` or `maxval` is not a finite number, or for a bad `seed`
 * @see https://keras.io/api/layers/initializers/#randomuniform-class
 */
export class RandomUniform extends RandomInitializer {
  static override readonly className: string = 'RandomUniform';
  static override readonly options: readonly string[] = ['minval', 'maxval'] satisfies OptionsOf<RandomUniformConfig>;
  readonly minval: number;
  readonly maxval: number;

  constructor(config: RandomUniformConfig = {}) {
    super(config);
    const { minval = -0.05, maxval = 0.05 } = config;
    this.minval = checkFinite(minval, { owner: 'RandomUniform', name: 'minval' });
    this.maxval = checkFinite(maxval, { owner: 'RandomUniform', name: 'maxval' });
  }

  override call(shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    const { minval, maxval } = this;
    return this.sample(shape, dtype, { draw: uniform, offset: minval, scale: maxval - minval });
  }

  override getConfig(): RandomUniformConfig {
    return { minval: this.minval, maxval: this.maxval, ...super.getConfig() };
  }
}
