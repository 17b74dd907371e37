import { camelCaseKey, fromKerasConfig, fromKerasObject } from '@argali/core';
import { getLoss, Loss } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { differences } from './compare.ts';
import { classNamesOf, functionNamed } from './exports.ts';
import { readCases, toTensor, type GoldenCase, type GoldenTensor } from './golden.ts';
import { gradientsOf } from './gradients.ts';
import type { Kind } from './run-cases.ts';

interface LossCase extends GoldenCase {
  /** A class, or else a function. */
  class_name?: string;
  function?: string;
  config: Record<string, unknown>;
  y_true: GoldenTensor;
  y_pred: GoldenTensor;
  sample_weight?: GoldenTensor | null;
  mask?: GoldenTensor | null;
  value: GoldenTensor;
  grad_y_pred?: GoldenTensor;
}

const classNames = classNamesOf(Loss);

function optional(stored: GoldenTensor | null | undefined): tf.Tensor | null {
  return stored == null ? null : toTensor(stored);
}

/** The case's loss as a function of the predictions. */
function lossOf(golden: LossCase): (yPred: tf.Tensor) => tf.Tensor {
  const { class_name, function: name = '', config, y_true, sample_weight, mask } = golden;
  const yTrue = toTensor(y_true);
  if (class_name === undefined) {
    const fn = functionNamed(camelCaseKey(name));
    return (yPred) => fn?.(yTrue, yPred, fromKerasConfig(config)) as tf.Tensor;
  }
  const loss = getLoss(fromKerasObject({ class_name, config }));
  const options = { sampleWeight: optional(sample_weight), mask: optional(mask) };
  return (yPred) => loss.apply(yTrue, yPred, options);
}

export const losses: Kind<LossCase> = {
  name: 'losses',
  cases: readCases('losses.json'),
  classOf: ({ class_name, function: name = '' }) => class_name ?? name,
  isApplicable: ({ class_name, function: name = '' }) =>
    class_name === undefined ? functionNamed(camelCaseKey(name)) !== null : classNames.has(class_name),
  run: (golden) =>
    tf.tidy(() => {
      const loss = lossOf(golden);
      const yPred = toTensor(golden.y_pred);
      const value = loss(yPred);
      const problems = differences(value, golden.value, { name: 'value' });
      if (golden.grad_y_pred === undefined) return problems;
      const [gradient = null] = gradientsOf(() => [loss(yPred)], [tf.onesLike(value)], [yPred]);
      return [...problems, ...differences(gradient, golden.grad_y_pred, { name: 'grad_y_pred' })];
    }),
};
