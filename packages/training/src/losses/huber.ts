import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkPositive } from './checks.ts';
import { Loss, type LossConfig } from './loss.ts';
import { perSample } from './per-sample.ts';
import { functionOptions } from './function-options.ts';

export interface HuberOptions {
  /** The error up to which the loss is quadratic, a positive number. Default: 1. */
  delta?: number;
}

export interface HuberConfig extends LossConfig, HuberOptions {}

/** The mean over the last axis of `e²/2` where `|e| ≤ delta`, of `delta |e| - delta²/2` elsewhere: `[…, d]` → `[…]`. */
export function huber(yTrue: Tensor, yPred: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1 } = functionOptions(options, 'huber', ['delta']);
  return perSample('huber', [yTrue, yPred], (t, p) => {
    const error = tf.sub(p, t);
    const size = tf.abs(error);
    const quadratic = tf.mul(tf.square(error), 0.5);
    const linear = tf.sub(tf.mul(size, delta), 0.5 * delta ** 2);
    return tf.mean(tf.where(tf.lessEqual(size, delta), quadratic, linear), -1);
  });
}

/**
 * Quadratic for small errors, linear for large ones, so that outliers pull less.
 *
 * @throws ArgumentError if `delta` is not positive
 * @see https://keras.io/api/losses/regression_losses/#huber-class
 */
export class Huber extends Loss {
  static override readonly className: string = 'Huber';

  readonly delta: number;

  constructor(config: HuberConfig = {}) {
    super(config);
    this.delta = checkPositive(config.delta ?? 1, { owner: this.describe(), name: 'delta' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return huber(yTrue, yPred, { delta: this.delta });
  }

  override getConfig(): HuberConfig {
    return { ...super.getConfig(), delta: this.delta };
  }

  protected override defaultName(): string {
    return 'huber_loss';
  }
  static override readonly options: readonly string[] = ['delta'] satisfies OptionsOf<HuberConfig>;
}
