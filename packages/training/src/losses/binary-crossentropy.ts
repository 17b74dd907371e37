import { checkBetween, type NumericArray, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkProbabilities } from './check-probabilities.ts';
import { checkInteger } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSampleOfOneShape } from './per-sample.ts';
import { clipProbabilities, sigmoidLogits } from './probabilities.ts';
import { checkAxis } from './shapes.ts';
import { smoothLabels } from './smooth-labels.ts';
import { functionOptions } from './function-options.ts';

export interface BinaryCrossentropyOptions {
  /** Whether `yPred` are logits rather than probabilities. Default: false. */
  fromLogits?: boolean;
  /** How far labels are drawn to 0.5, from 0 to 1. Default: 0. */
  labelSmoothing?: number;
  /** The axis the mean is taken over. Default: -1. */
  axis?: number;
}

export interface BinaryCrossentropyConfig extends LossConfig, BinaryCrossentropyOptions {}

const keys = ['fromLogits', 'labelSmoothing', 'axis'] as const satisfies OptionsOf<BinaryCrossentropyOptions>;

/**
 * The mean over `axis` of `-t log p - (1 - t) log(1 - p)`: `[…, d]` → `[…]`. Probabilities are kept 1e-7 away from 0 and 1;
 * logits, given or remembered by a sigmoid, need no such care.
 *
 * @throws ShapeError if the shapes differ by more than a last axis of size 1
 */
export function binaryCrossentropy(yTrue: Tensor, yPred: Tensor, options: BinaryCrossentropyOptions = {}): Tensor {
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = functionOptions(options, 'binaryCrossentropy', keys);
  const logits = fromLogits ? yPred : sigmoidLogits(yPred);
  return perSampleOfOneShape('binaryCrossentropy', [yTrue, logits ?? yPred], (t, p) => {
    const over = checkAxis(axis, p.rank, 'binaryCrossentropy');
    const labels = smoothLabels(t, labelSmoothing, 2);
    return tf.mean(logits === null ? crossEntropyOf(labels, p) : crossEntropyOfLogits(labels, p), over);
  });
}

/** `-t log p - (1 - t) log(1 - p)`, elementwise. */
export function crossEntropyOf(t: Tensor, probabilities: Tensor): Tensor {
  const p = clipProbabilities(probabilities);
  return tf.neg(tf.add(tf.mul(t, tf.log(p)), tf.mul(tf.sub(1, t), tf.log(tf.sub(1, p)))));
}

function crossEntropyOfLogits(t: Tensor, x: Tensor): Tensor {
  return tf.add(tf.mul(t, tf.softplus(tf.neg(x))), tf.mul(tf.sub(1, t), tf.softplus(x)));
}

/**
 * The cross-entropy of yes-or-no labels 0 and 1 and the probabilities of a yes.
 *
 * @throws ArgumentError if `labelSmoothing` is not between 0 and 1
 * @see https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class
 */
export class BinaryCrossentropy extends Loss {
  static override readonly className: string = 'BinaryCrossentropy';
  static override readonly options: readonly string[] = keys;

  readonly fromLogits: boolean;
  readonly labelSmoothing: number;
  readonly axis: number;

  constructor(config: BinaryCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    this.fromLogits = config.fromLogits ?? false;
    this.labelSmoothing = checkBetween(config.labelSmoothing ?? 0, { owner, name: 'labelSmoothing', low: 0, high: 1 });
    this.axis = checkInteger(config.axis ?? -1, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryCrossentropy(yTrue, yPred, this);
  }

  override checkLabels(labels: NumericArray): void {
    checkProbabilities(labels, this.describe());
  }

  override getConfig(): BinaryCrossentropyConfig {
    const { fromLogits, labelSmoothing, axis } = this;
    return { ...super.getConfig(), fromLogits, labelSmoothing, axis };
  }
}
