import { checkBetween, checkFinite, type NumericArray, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CategoricalCrossentropyOptions } from './categorical-crossentropy.ts';
import { checkProbabilities } from './check-probabilities.ts';
import { checkInteger, checkNonNegative } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { normalizeProbabilities } from './probabilities.ts';
import { checkAxis, moveToEnd } from './shapes.ts';
import { smoothLabels } from './smooth-labels.ts';
import { functionOptions } from './function-options.ts';

export interface CategoricalFocalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /** A factor of the loss. Default: 0.25. */
  alpha?: number;
  /** How much easy samples are held back, at least 0. Default: 2. */
  gamma?: number;
}

export interface CategoricalFocalCrossentropyConfig extends LossConfig, CategoricalFocalCrossentropyOptions {}

const keys = [
  'alpha',
  'gamma',
  'fromLogits',
  'labelSmoothing',
  'axis',
] as const satisfies OptionsOf<CategoricalFocalCrossentropyOptions>;

/**
 * `-Σ alpha (1 - p)^gamma t log p` along `axis`, for one-hot labels: `[…, classes]` → `[…]`.
 *
 * @throws ShapeError if the shapes differ
 */
export function categoricalFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CategoricalFocalCrossentropyOptions = {},
): Tensor {
  const {
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  } = functionOptions(options, 'categoricalFocalCrossentropy', keys);
  return perSampleOfOneShape('categoricalFocalCrossentropy', [yTrue, yPred], (t, x) => {
    const classAxis = checkAxis(axis, x.rank, 'categoricalFocalCrossentropy');
    const labels = smoothLabels(moveToEnd(t, classAxis), labelSmoothing, x.shape[classAxis] ?? 1);
    const scores = moveToEnd(x, classAxis);
    const p = normalizeProbabilities(fromLogits ? tf.softmax(scores) : scores, -1);
    const focus = tf.mul(tf.pow(tf.sub(1, p), gamma), -alpha);
    return tf.sum(tf.mul(focus, tf.mul(labels, tf.log(p))), -1);
  });
}

/**
 * A categorical cross-entropy that cares less for samples that are already right.
 *
 * @throws ArgumentError if `labelSmoothing` is not between 0 and 1, or `gamma` is negative
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class
 * @see Lin et al., "Focal loss for dense object detection", https://arxiv.org/abs/1708.02002
 */
export class CategoricalFocalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalFocalCrossentropy';
  static override readonly options: readonly string[] = keys;

  readonly alpha: number;
  readonly gamma: number;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(config: CategoricalFocalCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    this.alpha = checkFinite(config.alpha ?? 0.25, { owner, name: 'alpha' });
    this.gamma = checkNonNegative(config.gamma ?? 2, { owner, name: 'gamma' });
    this.fromLogits = config.fromLogits ?? false;
    this.labelSmoothing = checkBetween(config.labelSmoothing ?? 0, { owner, name: 'labelSmoothing', low: 0, high: 1 });
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalFocalCrossentropy(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray): void {
    checkProbabilities(labels, this.describe());
  }

  override getConfig(): CategoricalFocalCrossentropyConfig {
    const { alpha, gamma, fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), alpha, gamma, fromLogits, labelSmoothing, axis };
  }
}
