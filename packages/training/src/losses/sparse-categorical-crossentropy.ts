import { annotate, type NumericArray, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkSparseLabels } from './check-sparse-labels.ts';
import { checkInteger } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { normalizeProbabilities, softmaxLogits } from './probabilities.ts';
import { pairOf } from './numbers.ts';
import { checkAxis, classNumbers, moveToEnd, toFloat } from './shapes.ts';
import { pickedByLabel, sparseSoftmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { functionOptions } from './function-options.ts';

export interface SparseCategoricalCrossentropyOptions {
  /** Whether `yPred` are logits rather than probabilities. Default: false. */
  fromLogits?: boolean;
  /** A label that does not count. Default: none. */
  ignoreClass?: number | null;
  /** The axis of the classes. Default: -1. */
  axis?: number;
}

export interface SparseCategoricalCrossentropyConfig extends LossConfig, SparseCategoricalCrossentropyOptions {}

const keys = ['fromLogits', 'ignoreClass', 'axis'] as const satisfies OptionsOf<SparseCategoricalCrossentropyOptions>;

/**
 * `-log p[label]` along `axis`: labels `[…]` or `[…, 1]` and predictions `[…, classes]` → `[…]`. Probabilities are divided by
 * their sum and kept 1e-7 away from 0 and 1; logits, given or remembered by a softmax, need no such care. The loss of a label
 * outside the classes is NaN, that of `ignoreClass` is 0.
 *
 * @throws ShapeError if the shapes do not belong together
 */
export function sparseCategoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: SparseCategoricalCrossentropyOptions = {},
): Tensor {
  functionOptions(options, 'sparseCategoricalCrossentropy', keys);
  return tf.tidy(() => sparseLossesWithMask(...pairOf('sparseCategoricalCrossentropy', yTrue, yPred), options));
}

/** {@link sparseCategoricalCrossentropy}, the result masked where the label is `ignoreClass`; to be called in a tidy. */
export function sparseLossesWithMask(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, ignoreClass = null, axis = -1 }: SparseCategoricalCrossentropyOptions,
): Tensor {
  const logits = fromLogits ? yPred : softmaxLogits(yPred, axis);
  const classAxis = checkAxis(axis, yPred.rank, 'sparseCategoricalCrossentropy');
  const labels = classNumbers('sparseCategoricalCrossentropy', [yTrue, yPred], classAxis);
  const predictions = toFloat(moveToEnd(logits ?? yPred, classAxis));
  const lossesOf = (numbers: Tensor): Tensor =>
    logits === null
      ? pickedByLabel(numbers, tf.neg(tf.log(normalizeProbabilities(predictions, -1))))
      : sparseSoftmaxCrossEntropy(numbers, predictions);
  if (ignoreClass === null) return lossesOf(labels);
  const counts = tf.notEqual(labels, tf.cast(ignoreClass, labels.dtype));
  const losses = tf.where(counts, lossesOf(tf.where(counts, labels, tf.zerosLike(labels))), tf.zeros(labels.shape));
  annotate(losses, { mask: counts });
  return losses;
}

/**
 * The cross-entropy of class numbers and the probabilities of the classes.
 *
 * @see https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class
 */
export class SparseCategoricalCrossentropy extends Loss {
  static override readonly className: string = 'SparseCategoricalCrossentropy';
  static override readonly options: readonly string[] = keys;

  readonly fromLogits: boolean;
  readonly ignoreClass: number | null;
  readonly axis: number;

  constructor(config: SparseCategoricalCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    const { ignoreClass = null } = config;
    this.fromLogits = config.fromLogits ?? false;
    this.ignoreClass = ignoreClass === null ? null : checkInteger(ignoreClass, { owner, name: 'ignoreClass' });
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseLossesWithMask(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray, predictionShape: Shape): void {
    const classes = predictionShape.at(this.axis) ?? null;
    if (classes !== null) checkSparseLabels(labels, classes, this.ignoreClass);
  }

  override getConfig(): SparseCategoricalCrossentropyConfig {
    const { fromLogits, ignoreClass, axis } = this;
    return { ...super.getConfig(), fromLogits, ignoreClass, axis };
  }
}
