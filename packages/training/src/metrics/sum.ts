import type { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Metric, type MetricConfig } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';
import { asTensor, samplewise } from './samplewise.ts';

/**
 * The weighted sum of values: `Σ weight · value`.
 *
 * @see https://keras.io/api/metrics/reduction_metrics/#sum-class
 */
export class Sum extends Metric {
  static override readonly className: string = 'Sum';
  static override readonly defaultName: string | null = 'sum';
  static override readonly options: readonly string[] = [];

  readonly total: Variable;

  constructor(config: MetricConfig = {}) {
    super(config);
    this.total = this.addVariable('total', []);
  }

  /**
   * @param values `[batch, …]`, or one number
   * @param sampleWeight a number, `[batch]`, or of the shape of the values
   * @throws ShapeError if the weights do not fit the values
   */
  override updateState(values: Tensor | number, sampleWeight: Tensor | number | null = null): void {
    tf.tidy(() => {
      const owner = this.describe();
      const weights = sampleWeight === null ? null : asTensor(sampleWeight, () => `${owner}: sampleWeight`);
      const options = { weights, reduce: 'sum', owner } as const;
      addTo(
        this.total,
        tf.sum(
          samplewise(
            asTensor(values, () => `${owner}: values`),
            options,
          ).values,
        ),
      );
    });
  }

  override result(): Tensor {
    return tf.clone(valueOf(this.total));
  }
}
