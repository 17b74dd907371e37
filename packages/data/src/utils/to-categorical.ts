import { DataError, checkPositiveInteger, type TensorLike } from '@argali/core';
import { readNumbers } from '../values.ts';

/**
 * Class labels as one-hot vectors: `[…]` or `[…, 1]` → `[…, numClasses]`, float32. Without `numClasses` there is one class
 * more than the largest label.
 *
 * @throws DataError when a label is not an integer from 0 to `numClasses - 1`
 * @see https://keras.io/api/utils/python_utils/#to_categorical-function
 */
export function toCategorical(x: TensorLike, numClasses?: number | null): { data: Float32Array; shape: number[] } {
  const { data: labels, shape } = readNumbers(x, 'toCategorical: x');
  const classes = numClasses == null ? countClasses(labels) : numClasses;
  checkPositiveInteger(classes, { owner: 'toCategorical', name: 'numClasses' });
  const data = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new DataError(
        `toCategorical: expected every label to be an integer from 0 to ${classes - 1}. Received: ${label} at position ${i}`,
      );
    data[i * classes + label] = 1;
  });
  const outer = shape.length > 1 && shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  return { data, shape: [...outer, classes] };
}

/** One more than the largest label that can be one; a label that cannot is left to the check of each. */
function countClasses(labels: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0;
    if (Number.isInteger(label) && label > largest) largest = label;
  }
  return largest + 1;
}
