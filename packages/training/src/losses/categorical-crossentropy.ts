import { checkBetween, type NumericArray, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkProbabilities } from './check-probabilities.ts';
import { checkInteger } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { normalizeProbabilities, softmaxLogits } from './probabilities.ts';
import { checkAxis, moveToEnd } from './shapes.ts';
import { smoothLabels } from './smooth-labels.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { functionOptions } from './function-options.ts';

export interface CategoricalCrossentropyOptions {
  /** Whether `yPred` are logits rather than probabilities. Default: false. */
  fromLogits?: boolean;
  /** How far labels are drawn to the uniform distribution, from 0 to 1. Default: 0. */
  labelSmoothing?: number;
  /** The axis of the classes. Default: -1. */
  axis?: number;
}

export interface CategoricalCrossentropyConfig extends LossConfig, CategoricalCrossentropyOptions {}

const keys = ['fromLogits', 'labelSmoothing', 'axis'] as const satisfies OptionsOf<CategoricalCrossentropyOptions>;

/**
 * `-Σ t log p` along `axis`, for labels that are one-hot or distributions: `[…, classes]` → `[…]`. Probabilities are divided
 * by their sum and kept 1e-7 away from 0 and 1; logits, given or remembered by a softmax, need no such care.
 *
 * @throws ShapeError if the shapes differ
 */
export function categoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CategoricalCrossentropyOptions = {},
): Tensor {
  const {
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  } = functionOptions(options, 'categoricalCrossentropy', keys);
  const logits = fromLogits ? yPred : softmaxLogits(yPred, axis);
  return perSampleOfOneShape('categoricalCrossentropy', [yTrue, logits ?? yPred], (t, p) => {
    const classAxis = checkAxis(axis, p.rank, 'categoricalCrossentropy');
    const labels = smoothLabels(t, labelSmoothing, p.shape[classAxis] ?? 1);
    if (logits !== null) return softmaxCrossEntropy(moveToEnd(labels, classAxis), moveToEnd(p, classAxis));
    return tf.neg(tf.sum(tf.mul(labels, tf.log(normalizeProbabilities(p, classAxis))), classAxis));
  });
}

/**
 * The cross-entropy of one-hot labels and the probabilities of the classes.
 *
 * @throws ArgumentError if `labelSmoothing` is not between 0 and 1
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class
 */
export class CategoricalCrossentropy extends Loss {
  static override readonly className: string = 'CategoricalCrossentropy';
  static override readonly options: readonly string[] = keys;

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(config: CategoricalCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    this.fromLogits = config.fromLogits ?? false;
    this.labelSmoothing = checkBetween(config.labelSmoothing ?? 0, { owner, name: 'labelSmoothing', low: 0, high: 1 });
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray): void {
    checkProbabilities(labels, this.describe());
  }

  override getConfig(): CategoricalCrossentropyConfig {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), fromLogits, labelSmoothing, axis };
  }
}
