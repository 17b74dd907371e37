import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkInteger } from '../losses/checks.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';

export interface CorrelationOptions {
  /** The axis that is correlated. Default: -1. */
  axis?: number;
}

export interface CorrelationConfig extends MetricConfig, CorrelationOptions {}

/** The base of the correlation metrics. */
export abstract class Correlation extends MeanOverSamples {
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<CorrelationConfig>;
  readonly axis: number;
  override readonly direction: MetricDirection = 'up';

  constructor(config: CorrelationConfig = {}) {
    super(config);
    const { axis = -1 } = config;
    this.axis = checkInteger(axis, { owner: this.describe(), name: 'axis' });
  }

  override getConfig(): CorrelationConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/** `x` without its mean along `axis`, and its variance. */
export function centered(x: Tensor, axis: number): { deviation: Tensor; mean: Tensor; variance: Tensor } {
  const mean = tf.mean(x, axis, true);
  const deviation = tf.sub(x, mean);
  return { deviation, mean, variance: tf.mean(tf.square(deviation), axis, true) };
}
