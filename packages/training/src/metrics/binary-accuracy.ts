import { checkFinite, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { perSample } from '../losses/per-sample.ts';
import { toFloat } from '../losses/shapes.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricConfig, MetricDirection } from './metric.ts';
import { functionOptions } from '../losses/function-options.ts';

export interface BinaryAccuracyOptions {
  /** Predictions above it mean 1. Default: 0.5. */
  threshold?: number;
}

export interface BinaryAccuracyConfig extends MetricConfig, BinaryAccuracyOptions {}

/** 1 where `yPred > threshold` agrees with the label 0 or 1, 0 elsewhere. */
export function binaryAccuracy(yTrue: Tensor, yPred: Tensor, options: BinaryAccuracyOptions = {}): Tensor {
  const { threshold = 0.5 } = functionOptions(options, 'binaryAccuracy', ['threshold']);
  return perSample('binaryAccuracy', [yTrue, yPred], (t, p) => toFloat(tf.equal(t, toFloat(tf.greater(p, threshold)))));
}

/**
 * How often predictions on the right side of the threshold match labels 0 and 1.
 *
 * @see https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class
 */
export class BinaryAccuracy extends MeanOverSamples {
  static override readonly className: string = 'BinaryAccuracy';
  static override readonly defaultName: string | null = 'binary_accuracy';
  static override readonly options: readonly string[] = ['threshold'] satisfies OptionsOf<BinaryAccuracyConfig>;

  readonly threshold: number;
  override readonly direction: MetricDirection = 'up';

  constructor(config: BinaryAccuracyConfig = {}) {
    super(config);
    this.threshold = checkFinite(config.threshold ?? 0.5, { owner: this.describe(), name: 'threshold' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryAccuracy(yTrue, yPred, this);
  }

  override getConfig(): BinaryAccuracyConfig {
    return { ...super.getConfig(), threshold: this.threshold };
  }
}
