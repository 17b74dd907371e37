import { library, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { withGradient } from '../activations/with-gradient.ts';
import { checkNonNegative } from '../engine/arguments.ts';
import { Dense, type DenseConfig } from './dense.ts';

export interface TernaryDenseConfig extends DenseConfig {
  /**
   * Entries of the kernel count from beyond ± this. Default: `null`, half of their mean absolute value; the product is then
   * multiplied by that mean.
   */
  threshold?: number | null;
}

/**
 * A dense layer that computes with the signs of its kernel's entries: -1, 0 (for those within the threshold) or 1. The
 * gradient passes to the kernel as if it were used itself. Shapes: `[batch, …, in]` → `[batch, …, units]`.
 *
 * Source: Li, Zhang and Liu, 2016, https://arxiv.org/abs/1605.04711
 *
 * @throws ArgumentError if `units` is not a positive integer, or `threshold` is negative
 * @see https://keras.io/api/layers/core_layers/
 */
export class TernaryDense extends Dense {
  static override readonly className: string = 'TernaryDense';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['threshold'] satisfies OptionsOf<TernaryDenseConfig>;

  readonly threshold: number | null;

  constructor(config: TernaryDenseConfig) {
    super(config);
    const of = { owner: this.describe(), name: 'threshold' };
    this.threshold = config.threshold == null ? null : checkNonNegative(config.threshold, of);
  }

  protected override effectiveKernel(kernel: Tensor): Tensor {
    const { threshold } = this;
    if (threshold !== null) return signsBeyond(threshold, kernel);
    // Unlike that of `abs`, the gradient of this product is 0 where an entry is.
    const mean = tf.mean(tf.mul(kernel, tf.sign(kernel)));
    return tf.mul(signsBeyond(null, kernel), mean);
  }

  override getConfig(): TernaryDenseConfig {
    return { ...super.getConfig(), threshold: this.threshold };
  }
}

/** The signs of entries beyond ± `threshold` (`null`: half of the mean absolute value); the gradient is that of `kernel`. */
function signsBeyond(threshold: number | null, kernel: Tensor): Tensor {
  return withGradient(kernel, {
    value: (kernel) => {
      const sizes = tf.abs(kernel);
      const kept = tf.greater(sizes, threshold ?? tf.div(tf.mean(sizes), 2));
      return tf.mul(tf.sign(kernel), tf.cast(kept, 'float32'));
    },
    gradient: (dy) => dy,
  });
}
