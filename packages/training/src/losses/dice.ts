import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Loss, type LossConfig } from './loss.ts';
import { checkAxes, missingShare, type OverlapAxis } from './overlap.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { functionOptions } from './function-options.ts';

export interface DiceOptions {
  /** The axes that the sums go over. Default: all, which gives one number for the batch. */
  axis?: OverlapAxis;
}

export interface DiceConfig extends LossConfig, DiceOptions {}

/** `1 - 2 Σ t p / (Σ t + Σ p)` over `axis`: the shape without those axes, a scalar without any given. */
export function dice(yTrue: Tensor, yPred: Tensor, options: DiceOptions = {}): Tensor {
  const { axis = null } = functionOptions(options, 'dice', ['axis']);
  return perSampleOfOneShape('dice', [yTrue, yPred], (t, p) => {
    const axes = checkAxes(axis, p.rank, 'dice');
    return missingShare(tf.mul(tf.sum(tf.mul(t, p), axes), 2), tf.add(tf.sum(t, axes), tf.sum(p, axes)));
  });
}

/**
 * How far two regions are from overlapping, for segmentation: 0 where they are the same, 1 where they have nothing in common.
 *
 * @see https://keras.io/api/losses/segmentation_losses/#dice-class
 */
export class Dice extends Loss {
  static override readonly className: string = 'Dice';
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<DiceConfig>;

  readonly axis: OverlapAxis;

  constructor(config: DiceConfig = {}) {
    super(config);
    this.axis = config.axis ?? null;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return dice(yTrue, yPred, this);
  }

  override getConfig(): DiceConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}
