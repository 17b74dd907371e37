import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { bestWhere, OperatingPoint, type OperatingPointConfig } from './operating-point.ts';

export interface SpecificityAtSensitivityConfig extends OperatingPointConfig {
  /** The least sensitivity that is wanted, from 0 to 1. */
  sensitivity: number;
}

/**
 * The best specificity `tn / (tn + fp)` at a threshold whose sensitivity `tp / (tp + fn)` is enough.
 *
 * @throws ArgumentError if `sensitivity` is not between 0 and 1, or `numThresholds` not a positive integer
 * @see https://keras.io/api/metrics/classification_metrics/#specificityatsensitivity-class
 */
export class SpecificityAtSensitivity extends OperatingPoint {
  static override readonly className: string = 'SpecificityAtSensitivity';
  static override readonly options: readonly string[] = [
    'sensitivity',
  ] satisfies OptionsOf<SpecificityAtSensitivityConfig>;

  readonly sensitivity: number;

  constructor(config: SpecificityAtSensitivityConfig) {
    super(config);
    const { sensitivity } = config;
    this.sensitivity = this.checkRate(sensitivity, 'sensitivity');
  }

  override result(): Tensor {
    return tf.tidy(() =>
      bestWhere(
        this.share('truePositives', 'falseNegatives'),
        this.sensitivity,
        this.share('trueNegatives', 'falsePositives'),
      ),
    );
  }

  override getConfig(): SpecificityAtSensitivityConfig {
    return { ...super.getConfig(), sensitivity: this.sensitivity };
  }
}
