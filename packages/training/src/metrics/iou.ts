import { IntersectionOverUnion } from './intersection-over-union.ts';
import type { MeanIoUConfig } from './mean-iou.ts';

export interface IoUConfig extends MeanIoUConfig {
  /** The classes whose mean is taken. */
  targetClassIds: readonly number[];
}

/**
 * The mean intersection over union, `tp / (tp + fp + fn)`, of the classes `targetClassIds`.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/segmentation_metrics/#iou-class
 */
export class IoU extends IntersectionOverUnion {
  static override readonly className: string = 'IoU';
  static override readonly options: readonly string[] = [];

  override getConfig(): IoUConfig {
    const { numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred, axis } = this;
    return { ...super.getConfig(), numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred, axis };
  }
}
