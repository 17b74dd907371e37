import { fromKerasObject, Variable } from '@argali/core';
import { getOptimizer } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { differences, listDifferences, ofOptimizers as tolerance, plainDifferences } from './compare.ts';
import { classesExist } from './exports.ts';
import {
  readCases,
  toTensor,
  type GoldenCase,
  type GoldenNumber,
  type GoldenObject,
  type GoldenTensor,
} from './golden.ts';
import type { Kind } from './run-cases.ts';

interface OptimizerStep {
  /** The variables after the step. */
  values: GoldenTensor[];
  iterations: number;
  /** `null` where there is no single one. */
  learning_rate: GoldenNumber | null;
}

interface OptimizerCase extends GoldenCase, GoldenObject {
  variable_names: string[];
  initial: GoldenTensor[];
  /** For each step, one for each variable. */
  grads: GoldenTensor[][];
  steps: OptimizerStep[];
  /** After the last step. */
  optimizer_variables: { path: string; value: GoldenTensor }[];
  finalized_values?: GoldenTensor[];
}

function valuesOf(variables: readonly Variable[]): tf.Tensor[] {
  return variables.map((variable) => variable.value);
}

export const optimizers: Kind<OptimizerCase> = {
  name: 'optimizers',
  cases: readCases('optimizers.json'),
  classOf: (golden) => golden.class_name,
  isApplicable: classesExist,
  run: ({ class_name, config, variable_names, initial, grads, steps, optimizer_variables, finalized_values }) =>
    tf.tidy(() => {
      const optimizer = getOptimizer(fromKerasObject({ class_name, config }));
      const variables = initial.map((value, i) => new Variable(toTensor(value), { name: variable_names[i] ?? '' }));
      const problems: string[] = [];
      optimizer.build(variables);
      steps.forEach(({ values, iterations, learning_rate }, i) => {
        const name = `step ${i}`;
        optimizer.apply((grads[i] ?? []).map(toTensor), variables);
        problems.push(...listDifferences(valuesOf(variables), values, { name: `${name}: values`, tolerance }));
        problems.push(...plainDifferences(optimizer.iterations, iterations, `${name}: iterations`));
        if (learning_rate !== null)
          problems.push(
            ...differences(optimizer.learningRate, learning_rate, { name: `${name}: learning rate`, tolerance }),
          );
      });
      const state = optimizer_variables.map(({ value }) => value);
      problems.push(...listDifferences(optimizer.getWeights(), state, { name: 'optimizer variables', tolerance }));
      if (finalized_values !== undefined) {
        optimizer.finalizeVariableValues(variables);
        problems.push(
          ...listDifferences(valuesOf(variables), finalized_values, { name: 'finalized values', tolerance }),
        );
      }
      optimizer.dispose();
      for (const variable of variables) variable.dispose();
      return problems;
    }),
};
