import { library, type OptionsOf } from '@argali/core';
import { add, type Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from '../engine/arguments.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { randomNormal } from '../ops/random.ts';
import { BaseNoise } from './base-noise.ts';

export interface GaussianNoiseConfig extends LayerConfig {
  /** Standard deviation of the noise, not negative. */
  stddev: number;
  /** Makes the noise repeat from run to run. */
  seed?: number | null;
}

/**
 * In training, adds normal noise of mean 0. Shapes: any → the same.
 *
 * @throws ArgumentError if `stddev` is negative
 * @see https://keras.io/api/layers/regularization_layers/gaussian_noise/
 */
export class GaussianNoise extends BaseNoise<GaussianNoiseConfig> {
  static override readonly className: string = 'GaussianNoise';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['stddev'] satisfies OptionsOf<GaussianNoiseConfig>;

  readonly stddev: number;

  constructor(config: GaussianNoiseConfig) {
    super(config);
    this.stddev = checkNonNegative(config.stddev, { owner: this.describe(), name: 'stddev' });
  }

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    if (!training || this.stddev === 0) return inputs;
    return add(inputs, randomNormal(inputs.shape, this.stddev, this.seedGenerator.next()));
  }

  override getConfig(): GaussianNoiseConfig {
    return { ...super.getConfig(), stddev: this.stddev, seed: this.seed };
  }
}
