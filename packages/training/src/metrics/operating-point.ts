import { checkBetween, checkConfig, checkNonNegativeInteger, checkPositiveInteger, type OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ConfusionMetric } from './confusion-metric.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';
import { evenThresholds } from './thresholds.ts';

export interface OperatingPointConfig extends MetricConfig {
  /** How many thresholds are tried, a positive integer. Default: 200. */
  numThresholds?: number;
  /** The only class that counts. Default: all. */
  classId?: number | null;
}

/**
 * The base of the metrics that ask for the best of one rate at the thresholds where another is at least what is wanted, 0
 * where it never is.
 */
export abstract class OperatingPoint extends ConfusionMetric {
  static override readonly options: readonly string[] = [
    'numThresholds',
    'classId',
  ] satisfies OptionsOf<OperatingPointConfig>;
  readonly numThresholds: number;
  readonly classId: number | null;
  override readonly direction: MetricDirection = 'up';

  constructor(config: OperatingPointConfig) {
    super(checkConfig(config, new.target));
    const { numThresholds = 200, classId = null } = config;
    const owner = this.describe();
    this.numThresholds = checkPositiveInteger(numThresholds, { owner, name: 'numThresholds' });
    this.classId = classId === null ? null : checkNonNegativeInteger(classId, { owner, name: 'classId' });
    const thresholds = numThresholds === 1 ? [0.5] : evenThresholds(numThresholds);
    const all = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const;
    this.startCounting(all, { thresholds, classId });
  }

  override getConfig(): OperatingPointConfig {
    const { numThresholds, classId } = this;
    return { ...super.getConfig(), numThresholds, classId };
  }

  /** A rate that is wanted, from 0 to 1. */
  protected checkRate(value: unknown, name: string): number {
    return checkBetween(value, { owner: this.describe(), name, low: 0, high: 1 });
  }
}

/** The largest of `rates` where `constrained` is at least `wanted`; 0 if it never is. */
export function bestWhere(constrained: Tensor, wanted: number, rates: Tensor): Tensor {
  return tf.max(tf.where(tf.greaterEqual(constrained, wanted), rates, tf.zerosLike(rates)));
}
