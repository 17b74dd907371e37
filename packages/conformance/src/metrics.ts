import { fromKerasObject } from '@argali/core';
import { getMetric, Metric } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { differences, plainDifferences } from './compare.ts';
import { classNamesOf } from './exports.ts';
import {
  isGoldenTensor,
  readCases,
  toTensor,
  type GoldenCase,
  type GoldenNumber,
  type GoldenObject,
  type GoldenTensor,
} from './golden.ts';
import type { Kind } from './run-cases.ts';

interface MetricUpdate {
  y_true?: GoldenTensor;
  y_pred?: GoldenTensor;
  /** In the place of `y_true` and `y_pred`, for a metric of single values. */
  values?: GoldenTensor | GoldenNumber;
  sample_weight: GoldenTensor | null;
  /** The metric after this update. */
  result: GoldenTensor;
}

interface MetricCase extends GoldenCase, GoldenObject {
  /** The name the metric has by default. Keras numbers some of them, in the order they were made. */
  name: string;
  updates: MetricUpdate[];
  result_after_reset: GoldenTensor;
}

const classNames = classNamesOf(Metric);

function update(metric: Metric, { y_true, y_pred, values, sample_weight }: MetricUpdate): void {
  const sampleWeight = sample_weight === null ? null : toTensor(sample_weight);
  // A metric of values takes the weights second.
  const updateState = metric.updateState.bind(metric) as (...args: (tf.Tensor | null)[]) => void;
  if (values !== undefined)
    updateState(isGoldenTensor(values) ? toTensor(values) : tf.scalar(Number(values)), sampleWeight);
  else if (y_true !== undefined && y_pred !== undefined) updateState(toTensor(y_true), toTensor(y_pred), sampleWeight);
}

export const metrics: Kind<MetricCase> = {
  name: 'metrics',
  cases: readCases('metrics.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: ({ class_name }) => classNames.has(class_name),
  run: ({ class_name, config, name, updates, result_after_reset }) =>
    tf.tidy(() => {
      const metric = getMetric(fromKerasObject({ class_name, config }));
      const problems = plainDifferences(metric.name, name.replace(/_\d+$/, ''), 'name');
      updates.forEach((step, i) => {
        update(metric, step);
        problems.push(...differences(metric.result(), step.result, { name: `result after update ${i}` }));
      });
      metric.resetState();
      problems.push(...differences(metric.result(), result_after_reset, { name: 'result after reset' }));
      metric.dispose();
      return problems;
    }),
};
