import type { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Metric, type MetricConfig } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';
import { asTensor, samplewise } from './samplewise.ts';

/**
 * The weighted mean of values: `Σ weight · value / Σ weight`, 0 before the first. Values of rank 2 and more count as the mean
 * of each sample.
 *
 * @see https://keras.io/api/metrics/reduction_metrics/#mean-class
 */
export class Mean extends Metric {
  static override readonly className: string = 'Mean';
  static override readonly defaultName: string | null = 'mean';
  static override readonly options: readonly string[] = [];

  readonly total: Variable;
  readonly count: Variable;

  constructor(config: MetricConfig = {}) {
    super(config);
    this.total = this.addVariable('total', []);
    this.count = this.addVariable('count', []);
  }

  /**
   * @param values `[batch, …]`, or one number
   * @param sampleWeight a number, `[batch]`, or of the shape of the values
   * @throws ShapeError if the weights do not fit the values
   */
  override updateState(values: Tensor | number, sampleWeight: Tensor | number | null = null): void {
    tf.tidy(() => {
      const owner = this.describe();
      const given = sampleWeight === null ? null : asTensor(sampleWeight, () => `${owner}: sampleWeight`);
      const options = { weights: given, reduce: 'mean', owner } as const;
      const { values: perSample, weights } = samplewise(
        asTensor(values, () => `${owner}: values`),
        options,
      );
      const count = weights === null ? tf.scalar(perSample.size) : tf.sum(weights);
      addTo(this.total, tf.sum(perSample));
      addTo(this.count, count);
    });
  }

  override result(): Tensor {
    return tf.divNoNan(valueOf(this.total), valueOf(this.count));
  }
}
