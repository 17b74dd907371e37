import { checkOneOf, checkOptions, checkPositiveInteger, DataError, type TensorLike } from '@argali/core';
import { countClasses, readBothClasses } from './class-labels.ts';

export interface ConfusionMatrixOptions {
  /** How many classes there are. Default: one more than the largest class that appears. */
  classes?: number;
  /** Gives shares instead of counts: of the true class (rows), of the predicted class (columns) or of all. Default: none. */
  normalize?: 'true' | 'pred' | 'all' | null;
}

/**
 * How often each class (row) was taken for each class (column). Labels and predictions are class numbers of shape `[n]`,
 * one-hot rows or probabilities of shape `[n, classes]`, or probabilities of class 1 of shape `[n]` or `[n, 1]`, as
 * `model.predict` gives them. A share of nothing is 0.
 *
 * @throws DataError for different numbers of samples, and for a class that is not below `classes`
 * @see https://scikit-learn.org/stable/modules/generated/sklearn.metrics.confusion_matrix.html
 */
export async function confusionMatrix(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: ConfusionMatrixOptions = {},
): Promise<number[][]> {
  const { classes, normalize = null } = checkOptions(options, 'confusionMatrix', ['classes', 'normalize']);
  if (classes !== undefined) checkPositiveInteger(classes, { owner: 'confusionMatrix', name: 'classes' });
  if (normalize !== null)
    checkOneOf(normalize, { owner: 'confusionMatrix', name: 'normalize', choices: ['true', 'pred', 'all'] });
  const { expected, predicted } = await readBothClasses(yTrue, yPred);
  const counts = countPairs({ expected, predicted, classes: classes ?? countClasses(expected, predicted) });
  const rows = counts.map((row) => sum(row));
  const columns = counts.map((_, column) => sum(counts.map((row) => row[column] ?? 0)));
  const total = sum(rows);
  const whole = (row: number, column: number): number => {
    if (normalize === null) return 1;
    if (normalize === 'all') return total;
    return (normalize === 'true' ? rows[row] : columns[column]) ?? 0;
  };
  return counts.map((row, i) => row.map((count, j) => (count === 0 ? 0 : count / whole(i, j))));
}

export interface LabelPairs {
  expected: Int32Array;
  predicted: Int32Array;
  classes: number;
}

export function countPairs({ expected, predicted, classes }: LabelPairs): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, label] of expected.entries()) {
    const found = predicted[i] ?? 0;
    const row = matrix[label];
    if (row === undefined || found >= classes)
      throw new DataError(
        `expected classes from 0 to ${classes - 1}. Received: ${Math.max(label, found)} in ${row === undefined ? 'yTrue' : 'yPred'} at position ${i}`,
      );
    row[found] = (row[found] ?? 0) + 1;
  }
  return matrix;
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
