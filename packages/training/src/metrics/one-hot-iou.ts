import { checkConfig } from '@argali/core';
import { IntersectionOverUnion } from './intersection-over-union.ts';
import type { OneHotMeanIoUConfig } from './one-hot-mean-iou.ts';

export interface OneHotIoUConfig extends OneHotMeanIoUConfig {
  /** The classes whose mean is taken. */
  targetClassIds: readonly number[];
}

/**
 * The mean intersection over union of the classes `targetClassIds`, for one-hot labels.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class
 */
export class OneHotIoU extends IntersectionOverUnion {
  static override readonly className: string = 'OneHotIoU';
  static override readonly options: readonly string[] = [];

  constructor(config: OneHotIoUConfig) {
    super({
      ...checkConfig(config, new.target, ['sparseYTrue']),
      sparseYTrue: false,
      sparseYPred: config.sparseYPred ?? false,
    });
  }

  override getConfig(): OneHotIoUConfig {
    const { numClasses, targetClassIds, ignoreClass, sparseYPred, axis } = this;
    return { ...super.getConfig(), numClasses, targetClassIds, ignoreClass, sparseYPred, axis };
  }
}
