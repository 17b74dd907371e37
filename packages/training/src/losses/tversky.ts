import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkNonNegative } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { checkAxes, missingShare, type OverlapAxis } from './overlap.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { functionOptions } from './function-options.ts';

export interface TverskyOptions {
  /** The weight of what the predictions miss, at least 0. Default: 0.5. */
  alpha?: number;
  /** The weight of what they claim in vain, at least 0. Default: 0.5. */
  beta?: number;
  /** The axes that the sums go over. Default: all, which gives one number for the batch. */
  axis?: OverlapAxis;
}

export interface TverskyConfig extends LossConfig, TverskyOptions {}

const keys = ['alpha', 'beta', 'axis'] as const satisfies OptionsOf<TverskyOptions>;

/**
 * `1 - Σ t p / (Σ t p + alpha Σ t (1 - p) + beta Σ (1 - t) p)` over `axis`: the shape without those axes, a scalar without any
 * given.
 */
export function tversky(yTrue: Tensor, yPred: Tensor, options: TverskyOptions = {}): Tensor {
  const { alpha = 0.5, beta = 0.5, axis = null } = functionOptions(options, 'tversky', keys);
  return perSampleOfOneShape('tversky', [yTrue, yPred], (t, p) => {
    const axes = checkAxes(axis, p.rank, 'tversky');
    const both = tf.sum(tf.mul(t, p), axes);
    const missed = tf.sum(tf.mul(t, tf.sub(1, p)), axes);
    const inVain = tf.sum(tf.mul(p, tf.sub(1, t)), axes);
    return missingShare(both, tf.add(both, tf.add(tf.mul(missed, alpha), tf.mul(inVain, beta))));
  });
}

/**
 * The Dice loss with weights for the two kinds of mistake, for segmentation of rare regions.
 *
 * @throws ArgumentError if `alpha` or `beta` is negative
 * @see https://keras.io/api/losses/segmentation_losses/#tversky-class
 * @see Salehi et al., "Tversky loss function for image segmentation", https://arxiv.org/abs/1706.05721
 */
export class Tversky extends Loss {
  static override readonly className: string = 'Tversky';
  static override readonly options: readonly string[] = keys;

  readonly alpha: number;
  readonly beta: number;
  readonly axis: OverlapAxis;

  constructor(config: TverskyConfig = {}) {
    super(config);
    const owner = this.describe();
    this.alpha = checkNonNegative(config.alpha ?? 0.5, { owner, name: 'alpha' });
    this.beta = checkNonNegative(config.beta ?? 0.5, { owner, name: 'beta' });
    this.axis = config.axis ?? null;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return tversky(yTrue, yPred, this);
  }

  override getConfig(): TverskyConfig {
    const { alpha, beta, axis } = this;
    return { ...super.getConfig(), alpha, beta, axis };
  }
}
