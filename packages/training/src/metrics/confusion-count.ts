import type { OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CountName } from './confusion-counts.ts';
import { ConfusionMetric, perThreshold } from './confusion-metric.ts';
import type { MetricConfig } from './metric.ts';
import { checkThresholds, type Thresholds } from './thresholds.ts';

export interface ConfusionCountConfig extends MetricConfig {
  /** Predictions above it are a yes, from 0 to 1; several give one count each. Default: 0.5. */
  thresholds?: Thresholds;
}

/** The base of the metrics that are one entry of the confusion matrix of yes and no. */
export abstract class ConfusionCount extends ConfusionMetric {
  static override readonly options: readonly string[] = ['thresholds'] satisfies OptionsOf<ConfusionCountConfig>;
  readonly thresholds: Thresholds;
  readonly #count: CountName;

  constructor(config: ConfusionCountConfig, count: CountName) {
    super(config);
    const { thresholds = null } = config;
    this.thresholds = thresholds;
    this.#count = count;
    this.startCounting([count], { thresholds: checkThresholds(thresholds, 0.5, this.describe()) });
  }

  override result(): Tensor {
    return perThreshold(this.counted(this.#count));
  }

  override getConfig(): ConfusionCountConfig {
    return { ...super.getConfig(), thresholds: this.thresholds };
  }
}
