import { annotate, checkFinite, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkPositive } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { pairOf } from './numbers.ts';
import { pairError, toFloat } from './shapes.ts';
import { functionOptions } from './function-options.ts';

export interface CircleOptions {
  /** How sharply pairs are told apart, a positive number. Default: 80. */
  gamma?: number;
  /** How far positive pairs may stay from each other, and negative ones have to. Default: 0.4. */
  margin?: number;
  /** Whether a sample is no pair with itself. Default: true. */
  removeDiagonal?: boolean;
  /** Labels and embeddings that samples are compared with. Default: the batch itself. */
  reference?: { labels: Tensor; embeddings: Tensor } | null;
}

export interface CircleConfig extends LossConfig, Omit<CircleOptions, 'reference'> {}

/** Low enough that its exponential is 0, where -Infinity would make gradients NaN. */
const NEVER = -1e9;

/**
 * The circle loss of each sample: class numbers `[n]` or `[n, 1]` and normalised embeddings `[n, d]` → `[n]`. It is 0 for a
 * sample without a positive or a negative pair.
 *
 * @throws ShapeError if labels and embeddings do not belong together
 */
export function circle(yTrue: Tensor, yPred: Tensor, options: CircleOptions = {}): Tensor {
  const {
    gamma = 80,
    margin = 0.4,
    removeDiagonal = true,
    reference = null,
  } = functionOptions(options, 'circle', ['gamma', 'margin', 'removeDiagonal', 'reference']);
  return tf.tidy(() => {
    const [labels, embeddings] = checked(yTrue, yPred);
    const [others, otherEmbeddings] = reference
      ? checked(reference.labels, reference.embeddings)
      : [labels, embeddings];
    const distance = tf.maximum(tf.sub(1, tf.matMul(embeddings, otherEmbeddings, false, true)), 0);
    const same = tf.equal(labels, tf.transpose(others));
    const isSelf = tf.cast(tf.eye(labels.size, others.size), 'bool');
    const positive = removeDiagonal ? tf.logicalAnd(same, tf.logicalNot(isSelf)) : same;
    const pull = tf.mul(tf.mul(tf.add(distance, margin), tf.sub(distance, margin)), gamma);
    const far = tf.maximum(tf.sub(1 + margin, distance), 0);
    const push = tf.mul(tf.mul(far, tf.sub(1 - margin, distance)), gamma);
    const pulls = tf.logSumExp(tf.where(positive, pull, tf.fill(pull.shape, NEVER)), 1);
    const pushes = tf.logSumExp(tf.where(same, tf.fill(push.shape, NEVER), push), 1);
    return tf.softplus(tf.add(pulls, pushes));
  });
}

/** Labels `[n, 1]` and embeddings `[n, d]`. */
function checked(...pair: [Tensor, Tensor]): [Tensor, Tensor] {
  const [yTrue, yPred] = pairOf('circle', ...pair);
  if (yPred.rank !== 2 || yTrue.size !== yPred.shape[0])
    throw pairError('circle', [yTrue, yPred], 'class numbers `yTrue` [n] and embeddings `yPred` [n, d]');
  return [tf.reshape(toFloat(yTrue), [-1, 1]), toFloat(yPred)];
}

/**
 * Pulls embeddings of one class together and pushes others apart; embeddings are expected to have norm 1.
 *
 * @throws ArgumentError if `gamma` is not positive
 * @see https://keras.io/api/losses/metric_learning_losses/#circle-class
 * @see Sun et al., "Circle loss", https://arxiv.org/abs/2002.10857
 */
export class Circle extends Loss {
  static override readonly className: string = 'Circle';
  static override readonly options: readonly string[] = [
    'gamma',
    'margin',
    'removeDiagonal',
  ] satisfies OptionsOf<CircleConfig>;

  readonly gamma: number;
  readonly margin: number;
  readonly removeDiagonal: boolean;

  constructor(config: CircleConfig = {}) {
    super(config);
    const owner = this.describe();
    this.gamma = checkPositive(config.gamma ?? 80, { owner, name: 'gamma' });
    this.margin = checkFinite(config.margin ?? 0.4, { owner, name: 'margin' });
    this.removeDiagonal = config.removeDiagonal ?? true;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const losses = circle(yTrue, yPred, {
      gamma: this.gamma,
      margin: this.margin,
      removeDiagonal: this.removeDiagonal,
    });
    // Samples without a loss do not count in the mean.
    annotate(losses, { mask: tf.greater(losses, 0) });
    return losses;
  }

  override getConfig(): CircleConfig {
    const { gamma, margin, removeDiagonal } = this;
    return { ...super.getConfig(), gamma, margin, removeDiagonal };
  }
}
