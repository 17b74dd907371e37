import { checkBetween, invalidArgument, library, type OptionsOf } from '@argali/core';
import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import type { CallContext } from '../engine/call-context.ts';
import type { LayerConfig } from '../engine/layer.ts';
import { randomNormal } from '../ops/random.ts';
import { BaseNoise } from './base-noise.ts';

export interface GaussianDropoutConfig extends LayerConfig {
  /** The dropout rate whose noise this equals, from 0 to below 1: the standard deviation is `sqrt(rate / (1 - rate))`. */
  rate: number;
  /** Makes the noise repeat from run to run. */
  seed?: number | null;
}

/**
 * In training, multiplies by normal noise of mean 1. Shapes: any → the same.
 *
 * Source: Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html
 *
 * @throws ArgumentError if `rate` is not between 0 and 1
 * @see https://keras.io/api/layers/regularization_layers/gaussian_dropout/
 */
export class GaussianDropout extends BaseNoise<GaussianDropoutConfig> {
  static override readonly className: string = 'GaussianDropout';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['rate'] satisfies OptionsOf<GaussianDropoutConfig>;

  readonly rate: number;

  constructor(config: GaussianDropoutConfig) {
    super(config);
    const of = { owner: this.describe(), name: 'rate' };
    this.rate = checkBetween(config.rate, { ...of, low: 0, high: 1 });
    if (this.rate === 1) throw invalidArgument(of, 'a number below 1', this.rate);
  }

  override call(inputs: Tensor, { training }: CallContext): Tensor {
    if (!training || this.rate === 0) return inputs;
    const stddev = Math.sqrt(this.rate / (1 - this.rate));
    return mul(inputs, add(randomNormal(inputs.shape, stddev, this.seedGenerator.next()), 1));
  }

  override getConfig(): GaussianDropoutConfig {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
