import { checkNonNegativeInteger, checkPositiveInteger, type OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BELOW_ALL, type CountName } from './confusion-counts.ts';
import { ConfusionMetric, perThreshold } from './confusion-metric.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';
import { checkThresholds, type Thresholds } from './thresholds.ts';

export interface HitRateConfig extends MetricConfig {
  /** Predictions above it are a yes, from 0 to 1; several give one value each. Default: 0.5, or none with `topK`. */
  thresholds?: Thresholds;
  /** Only the `topK` largest predictions of a row may be a yes. Default: all. */
  topK?: number | null;
  /** The only class that counts. Default: all. */
  classId?: number | null;
}

/** The base of precision and recall: the share of true positives among themselves and one kind of mistake. */
export abstract class HitRate extends ConfusionMetric {
  static override readonly options: readonly string[] = [
    'thresholds',
    'topK',
    'classId',
  ] satisfies OptionsOf<HitRateConfig>;
  readonly thresholds: Thresholds;
  readonly topK: number | null;
  readonly classId: number | null;
  readonly #mistakes: CountName;
  override readonly direction: MetricDirection = 'up';

  constructor(config: HitRateConfig, mistakes: CountName) {
    super(config);
    const { thresholds = null, topK = null, classId = null } = config;
    const owner = this.describe();
    this.thresholds = thresholds;
    this.topK = topK === null ? null : checkPositiveInteger(topK, { owner, name: 'topK' });
    this.classId = classId === null ? null : checkNonNegativeInteger(classId, { owner, name: 'classId' });
    this.#mistakes = mistakes;
    const checked = checkThresholds(thresholds, topK === null ? 0.5 : BELOW_ALL, owner);
    this.startCounting(['truePositives', mistakes], { thresholds: checked, topK, classId });
  }

  override result(): Tensor {
    const share = this.share('truePositives', this.#mistakes);
    const result = perThreshold(share);
    share.dispose();
    return result;
  }

  override getConfig(): HitRateConfig {
    const { thresholds, topK, classId } = this;
    return { ...super.getConfig(), thresholds, topK, classId };
  }
}
