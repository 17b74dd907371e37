import Table from 'cli-table3';

/** How often each class (row) was taken for each class (column). */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, label] of Array.from(labels).entries()) {
    const row = matrix[label];
    const predicted = predictions[i];
    if (row === undefined || predicted === undefined || !(predicted in row))
      throw new RangeError(`Expected classes from 0 to ${classes - 1}. Received: ${label} taken for ${predicted}`);
    row[predicted] = (row[predicted] ?? 0) + 1;
  }
  return matrix;
}

/** The matrix as text: a row for each true class, with the share of it that was recognised. */
export function confusionTable(
  matrix: readonly (readonly number[])[],
  names: readonly string[] = Array.from(matrix.keys(), String),
): string {
  const table = new Table({
    head: ['', ...names, 'right'],
    colAligns: ['right', ...matrix.map(() => 'right' as const), 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [label, row] of matrix.entries()) {
    const total = row.reduce((sum, count) => sum + count, 0);
    const share = total === 0 ? '' : `${((100 * (row[label] ?? 0)) / total).toFixed(1)}%`;
    table.push([names[label] ?? '', ...row.map((count) => (count === 0 ? '·' : String(count))), share]);
  }
  return table.toString();
}
