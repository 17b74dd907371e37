import { checkFinite, truncatedNormal, type OptionsOf } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import { RandomInitializer, type RandomInitializerConfig } from './random-initializer.ts';

export interface TruncatedNormalConfig extends RandomInitializerConfig {
  /** Default: 0. */
  mean?: number;
  /** Standard deviation, before the truncation. Default: 0.05. */
  stddev?: number;
}

/**
 * Normally distributed values, drawn anew where they are more than two standard deviations from the mean.
 *
 * @throws ArgumentError if `mean` is not a finite number or `stddev` not one of 0 or more, or for a bad `seed`
 * @see https://keras.io/api/layers/initializers/#truncatednormal-class
 */
export class TruncatedNormal extends RandomInitializer {
  static override readonly className: string = 'TruncatedNormal';
  static override readonly options: readonly string[] = ['mean', 'stddev'] satisfies OptionsOf<TruncatedNormalConfig>;
  readonly mean: number;
  readonly stddev: number;

  constructor(config: TruncatedNormalConfig = {}) {
    super(config);
    const { mean = 0, stddev = 0.05 } = config;
    this.mean = checkFinite(mean, { owner: 'TruncatedNormal', name: 'mean' });
    this.stddev = checkNonNegative(stddev, { owner: 'TruncatedNormal', name: 'stddev' });
  }

  override call(shape: readonly number[], dtype: DataType = 'float32'): Tensor {
    return this.sample(shape, dtype, { draw: truncatedNormal, offset: this.mean, scale: this.stddev });
  }

  override getConfig(): TruncatedNormalConfig {
    return { mean: this.mean, stddev: this.stddev, ...super.getConfig() };
  }
}
