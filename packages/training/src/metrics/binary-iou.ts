import { checkConfig, checkFinite, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf } from '../losses/numbers.ts';
import { IntersectionOverUnion } from './intersection-over-union.ts';
import type { MetricConfig } from './metric.ts';

export interface BinaryIoUConfig extends MetricConfig {
  /** The classes whose mean is taken, of 0 and 1. Default: both. */
  targetClassIds?: readonly number[];
  /** Predictions from it on mean 1. Default: 0.5. */
  threshold?: number;
}

// What comes with two classes.
const fixedOptions = ['numClasses', 'ignoreClass', 'sparseYTrue', 'sparseYPred', 'axis'];

/**
 * Intersection over union of labels 0 and 1 and the probabilities of a 1.
 *
 * @throws ArgumentError if `targetClassIds` names another class
 * @see https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class
 */
export class BinaryIoU extends IntersectionOverUnion {
  static override readonly className: string = 'BinaryIoU';
  static override readonly options: readonly string[] = ['threshold'] satisfies OptionsOf<BinaryIoUConfig>;

  readonly threshold: number;

  constructor(config: BinaryIoUConfig = {}) {
    const { targetClassIds = [0, 1], threshold = 0.5, ...rest } = checkConfig(config, new.target, fixedOptions);
    super({ ...rest, numClasses: 2, targetClassIds });
    this.threshold = checkFinite(threshold, { owner: this.describe(), name: 'threshold' });
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const [t, p] = pairOf(() => this.describe(), yTrue, yPred);
      super.updateState(t, tf.greaterEqual(p, this.threshold), sampleWeight);
    });
  }

  override getConfig(): BinaryIoUConfig {
    const { targetClassIds, threshold } = this;
    return { ...super.getConfig(), targetClassIds, threshold };
  }
}
