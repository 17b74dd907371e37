import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { bestWhere, OperatingPoint, type OperatingPointConfig } from './operating-point.ts';

export interface RecallAtPrecisionConfig extends OperatingPointConfig {
  /** The least precision that is wanted, from 0 to 1. */
  precision: number;
}

/**
 * The best recall `tp / (tp + fn)` at a threshold whose precision `tp / (tp + fp)` is enough.
 *
 * @throws ArgumentError if `precision` is not between 0 and 1, or `numThresholds` not a positive integer
 * @see https://keras.io/api/metrics/classification_metrics/#recallatprecision-class
 */
export class RecallAtPrecision extends OperatingPoint {
  static override readonly className: string = 'RecallAtPrecision';
  static override readonly options: readonly string[] = ['precision'] satisfies OptionsOf<RecallAtPrecisionConfig>;

  readonly precision: number;

  constructor(config: RecallAtPrecisionConfig) {
    super(config);
    const { precision } = config;
    this.precision = this.checkRate(precision, 'precision');
  }

  override result(): Tensor {
    return tf.tidy(() =>
      bestWhere(
        this.share('truePositives', 'falsePositives'),
        this.precision,
        this.share('truePositives', 'falseNegatives'),
      ),
    );
  }

  override getConfig(): RecallAtPrecisionConfig {
    return { ...super.getConfig(), precision: this.precision };
  }
}
