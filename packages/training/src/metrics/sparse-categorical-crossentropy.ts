import type { OptionsOf } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkInteger } from '../losses/checks.ts';
import {
  sparseLossesWithMask,
  type SparseCategoricalCrossentropyOptions,
} from '../losses/sparse-categorical-crossentropy.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';

export interface SparseCategoricalCrossentropyConfig extends MetricConfig, SparseCategoricalCrossentropyOptions {}

/**
 * The mean cross-entropy of class numbers and the probabilities of the classes over every sample.
 *
 * @see https://keras.io/api/metrics/probabilistic_metrics/#sparsecategoricalcrossentropy-class
 */
export class SparseCategoricalCrossentropy extends MeanOverSamples {
  static override readonly className: string = 'SparseCategoricalCrossentropy';
  static override readonly defaultName: string | null = 'sparse_categorical_crossentropy';
  static override readonly options: readonly string[] = [
    'fromLogits',
    'ignoreClass',
    'axis',
  ] satisfies OptionsOf<SparseCategoricalCrossentropyConfig>;

  readonly fromLogits: boolean;
  readonly ignoreClass: number | null;
  readonly axis: number;
  override readonly direction: MetricDirection = 'down';

  constructor(config: SparseCategoricalCrossentropyConfig = {}) {
    super(config);
    const owner = this.describe();
    const { fromLogits = false, ignoreClass = null, axis = -1 } = config;
    this.fromLogits = fromLogits;
    this.ignoreClass = ignoreClass === null ? null : checkInteger(ignoreClass, { owner, name: 'ignoreClass' });
    this.axis = checkInteger(axis, { owner, name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseLossesWithMask(yTrue, yPred, this);
  }

  override getConfig(): SparseCategoricalCrossentropyConfig {
    const { fromLogits, ignoreClass, axis } = this;
    return { ...super.getConfig(), fromLogits, ignoreClass, axis };
  }
}
