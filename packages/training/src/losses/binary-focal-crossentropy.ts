import { checkBetween, type NumericArray, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { crossEntropyOf, type BinaryCrossentropyOptions } from './binary-crossentropy.ts';
import { checkProbabilities } from './check-probabilities.ts';
import { checkInteger, checkNonNegative } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { clipProbabilities } from './probabilities.ts';
import { checkAxis } from './shapes.ts';
import { smoothLabels } from './smooth-labels.ts';
import { functionOptions } from './function-options.ts';

export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** Whether yes and no are weighted by `alpha` and `1 - alpha`. Default: false. */
  applyClassBalancing?: boolean;
  /** The weight of a yes, from 0 to 1. Default: 0.25. */
  alpha?: number;
  /** How much easy samples are held back, at least 0. Default: 2. */
  gamma?: number;
}

export interface BinaryFocalCrossentropyConfig extends LossConfig, BinaryFocalCrossentropyOptions {}

const keys = [
  'applyClassBalancing',
  'alpha',
  'gamma',
  'fromLogits',
  'labelSmoothing',
  'axis',
] as const satisfies OptionsOf<BinaryFocalCrossentropyOptions>;

/**
 * The binary cross-entropy times `(1 - p_t)^gamma`, where `p_t` is the probability given to the truth, as the mean over
 * `axis`: `[…, d]` → `[…]`.
 *
 * @throws ShapeError if the shapes differ by more than a last axis of size 1
 */
export function binaryFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: BinaryFocalCrossentropyOptions = {},
): Tensor {
  const {
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
  } = functionOptions(options, 'binaryFocalCrossentropy', keys);
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = options;
  return perSampleOfOneShape('binaryFocalCrossentropy', [yTrue, yPred], (t, x) => {
    const over = checkAxis(axis, x.rank, 'binaryFocalCrossentropy');
    const labels = smoothLabels(t, labelSmoothing, 2);
    const p = clipProbabilities(fromLogits ? tf.sigmoid(x) : x);
    const losses = tf.mul(tf.pow(mixed(labels, tf.sub(1, p), p), gamma), crossEntropyOf(labels, p));
    return tf.mean(applyClassBalancing ? tf.mul(losses, mixed(labels, alpha, 1 - alpha)) : losses, over);
  });
}

/** `yes` for a label 1, `no` for a label 0, and between them in between. */
function mixed(labels: Tensor, yes: Tensor | number, no: Tensor | number): Tensor {
  return tf.add(tf.mul(labels, yes), tf.mul(tf.sub(1, labels), no));
}

/**
 * A binary cross-entropy that cares less for samples that are already right.
 *
 * @throws ArgumentError if `alpha` or `labelSmoothing` is not between 0 and 1, or `gamma` is negative
 * @see https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class
 * @see Lin et al., "Focal loss for dense object detection", https://arxiv.org/abs/1708.02002
 */
export class BinaryFocalCrossentropy extends Loss {
  static override readonly className: string = 'BinaryFocalCrossentropy';
  static override readonly options: readonly string[] = keys;

  readonly applyClassBalancing: boolean;
  readonly alpha: number;
  readonly gamma: number;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(config: BinaryFocalCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    this.applyClassBalancing = config.applyClassBalancing ?? false;
    this.alpha = checkBetween(config.alpha ?? 0.25, { owner, name: 'alpha', low: 0, high: 1 });
    this.gamma = checkNonNegative(config.gamma ?? 2, { owner, name: 'gamma' });
    this.fromLogits = config.fromLogits ?? false;
    this.labelSmoothing = checkBetween(config.labelSmoothing ?? 0, { owner, name: 'labelSmoothing', low: 0, high: 1 });
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryFocalCrossentropy(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray): void {
    checkProbabilities(labels, this.describe());
  }

  override getConfig(): BinaryFocalCrossentropyConfig {
    const { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis };
  }
}
