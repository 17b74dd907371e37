import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { bestWhere, OperatingPoint, type OperatingPointConfig } from './operating-point.ts';

export interface PrecisionAtRecallConfig extends OperatingPointConfig {
  /** The least recall that is wanted, from 0 to 1. */
  recall: number;
}

/**
 * The best precision `tp / (tp + fp)` at a threshold whose recall `tp / (tp + fn)` is enough.
 *
 * @throws ArgumentError if `recall` is not between 0 and 1, or `numThresholds` not a positive integer
 * @see https://keras.io/api/metrics/classification_metrics/#precisionatrecall-class
 */
export class PrecisionAtRecall extends OperatingPoint {
  static override readonly className: string = 'PrecisionAtRecall';
  static override readonly options: readonly string[] = ['recall'] satisfies OptionsOf<PrecisionAtRecallConfig>;

  readonly recall: number;

  constructor(config: PrecisionAtRecallConfig) {
    super(config);
    const { recall } = config;
    this.recall = this.checkRate(recall, 'recall');
  }

  override result(): Tensor {
    return tf.tidy(() =>
      bestWhere(
        this.share('truePositives', 'falseNegatives'),
        this.recall,
        this.share('truePositives', 'falsePositives'),
      ),
    );
  }

  override getConfig(): PrecisionAtRecallConfig {
    return { ...super.getConfig(), recall: this.recall };
  }
}
