import { DataError, show, type NumericArray } from '@argali/core';

/**
 * Makes sure that every label is a class number from 0 to `classes - 1`, or `ignoreClass`, before training starts: a loss
 * does not look at its labels one by one.
 *
 * @throws DataError naming the first label that is not, and its position
 */
export function checkSparseLabels(
  labels: NumericArray | readonly number[],
  classes: number,
  ignoreClass: number | null = null,
): void {
  if (!Array.isArray(labels) && !ArrayBuffer.isView(labels))
    throw new DataError(`Expected an array of labels. Received: ${show(labels)}`);
  const isWrong = (label: number): boolean =>
    !(Number.isInteger(label) && label >= 0 && label < classes) && label !== ignoreClass;
  const position = labels.findIndex(isWrong);
  if (position < 0) return;
  throw new DataError(
    `Expected labels to be class numbers from 0 to ${classes - 1}, as the predictions have ${classes} classes. ` +
      `Received: label ${String(labels[position])} at position ${position}`,
  );
}
