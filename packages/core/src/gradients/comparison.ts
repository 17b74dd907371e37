import type * as tf from '@tensorflow/tfjs-core';
import { gradient, none, savedTensor } from './tape.ts';

/**
 * The answer to a question, a place, a count or a whole number does not move with its arguments: their gradients are zeros.
 * tfjs-core has none at all, or lets the gradient of a quotient pass where it was rounded.
 */
function zeroGradient(kernelName: string, names: readonly string[]): tf.GradConfig {
  return gradient<object>({ kernelName, inputsToSave: [...names] }, ({ saved }) =>
    Object.fromEntries(names.map((name, i) => [name, () => none(savedTensor(saved, i))])),
  );
}

const ofTwo = [
  'BitwiseAnd',
  'Equal',
  'FloorDiv',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
  'NotEqual',
];

export const comparisonGradients: readonly tf.GradConfig[] = [
  ...ofTwo.map((kernelName) => zeroGradient(kernelName, ['a', 'b'])),
  ...['All', 'Any', 'ArgMax', 'ArgMin', 'LogicalNot'].map((kernelName) => zeroGradient(kernelName, ['x'])),
  ...['3', '4', '5'].map((version) => zeroGradient(`NonMaxSuppressionV${version}`, ['boxes', 'scores'])),
  zeroGradient('Multinomial', ['logits']),
  zeroGradient('SearchSorted', ['sortedSequence', 'values']),
];
