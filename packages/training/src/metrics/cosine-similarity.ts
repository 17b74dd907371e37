import type { OptionsOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkInteger } from '../losses/checks.ts';
import { cosineSimilarity, type CosineSimilarityOptions } from '../losses/cosine-similarity.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';

export interface CosineSimilarityConfig extends MetricConfig, CosineSimilarityOptions {}

/**
 * The mean cosine of the angle between targets and predictions, 1 for the same direction, over every sample.
 *
 * @see https://keras.io/api/metrics/regression_metrics/#cosinesimilarity-class
 */
export class CosineSimilarity extends MeanOverSamples {
  static override readonly className: string = 'CosineSimilarity';
  static override readonly defaultName: string | null = 'cosine_similarity';
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<CosineSimilarityConfig>;

  readonly axis: number;
  override readonly direction: MetricDirection = 'up';

  constructor(config: CosineSimilarityConfig = {}) {
    super(config);
    const { axis = -1 } = config;
    this.axis = checkInteger(axis, { owner: this.describe(), name: 'axis' });
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return tf.tidy(() => tf.neg(cosineSimilarity(yTrue, yPred, this)));
  }

  override getConfig(): CosineSimilarityConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}
