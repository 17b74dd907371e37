import { checkFinite, normal, type OptionsOf } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { RandomInitializer, type RandomInitializerConfig } from './random-initializer.ts';

export interface RandomNormalConfig extends RandomInitializerConfig {
  /** Default: 0. */
  mean?: number;
  /** Standard deviation. Default: 0.05. */
  stddev?: number;
}

/**
 * Normally distributed values.
 *
 * @throws ArgumentError if `mean` is not a finite number or `stddev` not one of 0 or more, or for a bad `seed`
 * @see https://keras.io/api/layers/initializers/#randomnormal-class
 */
export class RandomNormal extends RandomInitializer {
  static override readonly className: string = 'RandomNormal';
  static override readonly options: readonly string[] = ['mean', 'stddev'] satisfies OptionsOf<RandomNormalConfig>;
  readonly mean: number;
  readonly stddev: number;

  constructor(config: RandomNormalConfig = {}) {
    super(config);
    const { mean = 0, stddev = 0.05 } = config;
    this.mean = checkFinite(mean, { owner: 'RandomNormal', name: 'mean' });
    this.stddev = checkNonNegative(stddev, { owner: 'RandomNormal', name: 'stddev' });
  }

  override call(shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    return this.sample(shape, dtype, { draw: normal, offset: this.mean, scale: this.stddev });
  }

  override getConfig(): RandomNormalConfig {
    return { mean: this.mean, stddev: this.stddev, ...super.getConfig() };
  }
}
