import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkInteger } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSample } from './per-sample.ts';
import { checkAxis } from './shapes.ts';
import { functionOptions } from './function-options.ts';

export interface CosineSimilarityOptions {
  /** The axis of the vectors. Default: -1. */
  axis?: number;
}

export interface CosineSimilarityConfig extends LossConfig, CosineSimilarityOptions {}

/** Minus the cosine of the angle between `yTrue` and `yPred` along `axis`, 0 for a vector of zeros: `[…, d]` → `[…]`. */
export function cosineSimilarity(yTrue: Tensor, yPred: Tensor, options: CosineSimilarityOptions = {}): Tensor {
  const { axis = -1 } = functionOptions(options, 'cosineSimilarity', ['axis']);
  return perSample('cosineSimilarity', [yTrue, yPred], (t, p) => {
    const along = checkAxis(axis, p.rank, 'cosineSimilarity');
    return tf.neg(tf.sum(tf.mul(unitVectors(t, along), unitVectors(p, along)), along));
  });
}

function unitVectors(x: Tensor, axis: number): Tensor {
  // The norm is kept from 1e-7 up: a vector of zeros stays one, and its gradient finite.
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axis, true), 1e-14)));
}

/**
 * Minus the cosine of the angle between targets and predictions: -1 for the same direction, 1 for the opposite.
 *
 * @see https://keras.io/api/losses/regression_losses/#cosinesimilarity-class
 */
export class CosineSimilarity extends Loss {
  static override readonly className: string = 'CosineSimilarity';
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<CosineSimilarityConfig>;

  readonly axis: number;

  constructor(config: CosineSimilarityConfig = {}) {
    super(config);
    this.axis = checkInteger(config.axis ?? -1, { owner: this.describe(), name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return cosineSimilarity(yTrue, yPred, this);
  }

  override getConfig(): CosineSimilarityConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}
