import { checkConfig } from '@argali/core';
import { allClasses, IntersectionOverUnion } from './intersection-over-union.ts';
import type { MetricConfig } from './metric.ts';

export interface MeanIoUConfig extends MetricConfig {
  /** How many classes there are, a positive integer. */
  numClasses: number;
  /** A label that does not count. Default: none. */
  ignoreClass?: number | null;
  /** Whether `yTrue` holds class numbers rather than one-hot labels. Default: true. */
  sparseYTrue?: boolean;
  /** Whether `yPred` holds class numbers rather than scores. Default: true. */
  sparseYPred?: boolean;
  /** The axis of the classes where they are not numbers. Default: -1. */
  axis?: number;
}

/**
 * The mean intersection over union, `tp / (tp + fp + fn)`, of every class that occurs.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/segmentation_metrics/#meaniou-class
 */
export class MeanIoU extends IntersectionOverUnion {
  static override readonly className: string = 'MeanIoU';
  static override readonly options: readonly string[] = [];

  constructor(config: MeanIoUConfig) {
    super({ ...checkConfig(config, new.target, ['targetClassIds']), targetClassIds: allClasses(config.numClasses) });
  }

  override getConfig(): MeanIoUConfig {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred, axis } = this;
    return { ...super.getConfig(), numClasses, ignoreClass, sparseYTrue, sparseYPred, axis };
  }
}
