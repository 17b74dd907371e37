import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { invalidArgument, type NumericArray, type OptionsOf, type Shape } from '@argali/core';
import { checkSparseLabels } from './check-sparse-labels.ts';
import { Loss, type LossConfig } from './loss.ts';
import { pairOf } from './numbers.ts';
import { classNumbers, toFloat } from './shapes.ts';
import { pickedByLabel } from './softmax-cross-entropy.ts';
import { functionOptions } from './function-options.ts';

export interface CategoricalGeneralizedCrossEntropyOptions {
  /** Between cross-entropy, towards 0, and mean absolute error, 1; above 0 and below 1. Default: 0.5. */
  q?: number;
}

export interface CategoricalGeneralizedCrossEntropyConfig
  extends LossConfig, CategoricalGeneralizedCrossEntropyOptions {}

/**
 * `(1 - p[label]^q) / q`, for class numbers: `[…]` and probabilities `[…, classes]` → `[…]`; NaN for a label outside the
 * classes.
 *
 * @throws ShapeError if the shapes do not belong together
 */
export function categoricalGeneralizedCrossEntropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CategoricalGeneralizedCrossEntropyOptions = {},
): Tensor {
  const { q = 0.5 } = functionOptions(options, 'categoricalGeneralizedCrossEntropy', ['q']);
  return tf.tidy(() => {
    const owner = 'categoricalGeneralizedCrossEntropy';
    const pair = pairOf(owner, yTrue, yPred);
    const labels = classNumbers(owner, pair, pair[1].rank - 1);
    // The power of a probability of 0 is 0, but its slope is not finite.
    const p = tf.maximum(pickedByLabel(labels, toFloat(pair[1])), 1e-30);
    return tf.div(tf.sub(1, tf.pow(p, q)), q);
  });
}

/**
 * A cross-entropy that trusts wrong labels less, for class numbers and probabilities.
 *
 * @throws ArgumentError if `q` is not above 0 and below 1
 * @see https://keras.io/api/losses/probabilistic_losses/#categoricalgeneralizedcrossentropy-class
 * @see Zhang & Sabuncu, "Generalized cross entropy loss", https://arxiv.org/abs/1805.07836
 */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  static override readonly className: string = 'CategoricalGeneralizedCrossEntropy';
  static override readonly options: readonly string[] = [
    'q',
  ] satisfies OptionsOf<CategoricalGeneralizedCrossEntropyConfig>;

  readonly q: number;

  constructor(config: CategoricalGeneralizedCrossEntropyConfig = {}) {
    super(config);
    const { q = 0.5 } = config;
    if (typeof q !== 'number' || !(q > 0 && q < 1))
      throw invalidArgument({ owner: this.describe(), name: 'q' }, 'above 0 and below 1', q);
    this.q = q;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalGeneralizedCrossEntropy(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray, predictionShape: Shape): void {
    const classes = predictionShape.at(-1) ?? null;
    if (classes !== null) checkSparseLabels(labels, classes);
  }

  override getConfig(): CategoricalGeneralizedCrossEntropyConfig {
    return { ...super.getConfig(), q: this.q };
  }
}
