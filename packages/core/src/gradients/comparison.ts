import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor } from './tape.ts';

/** The answer to a question does not move with its arguments: their gradients are zeros. tfjs-core has none at all. */
function zeroGradient(kernelName: string, names: readonly string[]): tf.GradConfig {
  return gradient<object>({ kernelName, inputsToSave: [...names] }, ({ saved }) =>
    Object.fromEntries(names.map((name, i) => [name, () => tf.zeros(savedTensor(saved, i).shape)])),
  );
}

const comparisons = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual', 'LogicalAnd', 'LogicalOr'];

export const comparisonGradients: readonly tf.GradConfig[] = [
  ...comparisons.map((kernelName) => zeroGradient(kernelName, ['a', 'b'])),
  zeroGradient('LogicalNot', ['x']),
];
