import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { bestWhere, OperatingPoint, type OperatingPointConfig } from './operating-point.ts';

export interface SensitivityAtSpecificityConfig extends OperatingPointConfig {
  /** The least specificity that is wanted, from 0 to 1. */
  specificity: number;
}

/**
 * The best sensitivity `tp / (tp + fn)` at a threshold whose specificity `tn / (tn + fp)` is enough.
 *
 * @throws ArgumentError if `specificity` is not between 0 and 1, or `numThresholds` not a positive integer
 * @see https://keras.io/api/metrics/classification_metrics/#sensitivityatspecificity-class
 */
export class SensitivityAtSpecificity extends OperatingPoint {
  static override readonly className: string = 'SensitivityAtSpecificity';
  static override readonly options: readonly string[] = [
    'specificity',
  ] satisfies OptionsOf<SensitivityAtSpecificityConfig>;

  readonly specificity: number;

  constructor(config: SensitivityAtSpecificityConfig) {
    super(config);
    const { specificity } = config;
    this.specificity = this.checkRate(specificity, 'specificity');
  }

  override result(): Tensor {
    return tf.tidy(() =>
      bestWhere(
        this.share('trueNegatives', 'falsePositives'),
        this.specificity,
        this.share('truePositives', 'falseNegatives'),
      ),
    );
  }

  override getConfig(): SensitivityAtSpecificityConfig {
    return { ...super.getConfig(), specificity: this.specificity };
  }
}
