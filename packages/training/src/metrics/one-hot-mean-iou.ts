import { checkConfig } from '@argali/core';
import { allClasses, IntersectionOverUnion } from './intersection-over-union.ts';
import type { MetricConfig } from './metric.ts';

export interface OneHotMeanIoUConfig extends MetricConfig {
  /** How many classes there are, a positive integer. */
  numClasses: number;
  /** A label that does not count. Default: none. */
  ignoreClass?: number | null;
  /** Whether `yPred` holds class numbers rather than scores. Default: false. */
  sparseYPred?: boolean;
  /** The axis of the classes. Default: -1. */
  axis?: number;
}

/**
 * The mean intersection over union of every class that occurs, for one-hot labels.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotmeaniou-class
 */
export class OneHotMeanIoU extends IntersectionOverUnion {
  static override readonly className: string = 'OneHotMeanIoU';
  static override readonly options: readonly string[] = [];

  constructor(config: OneHotMeanIoUConfig) {
    checkConfig(config, new.target, ['targetClassIds', 'sparseYTrue']);
    const targetClassIds = allClasses(config.numClasses);
    super({ ...config, targetClassIds, sparseYTrue: false, sparseYPred: config.sparseYPred ?? false });
  }

  override getConfig(): OneHotMeanIoUConfig {
    const { numClasses, ignoreClass, sparseYPred, axis } = this;
    return { ...super.getConfig(), numClasses, ignoreClass, sparseYPred, axis };
  }
}
