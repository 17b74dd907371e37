import { DataError, show, type TensorLike } from '@argali/core';
import { toRows } from '@argali/data';

/**
 * The class of each sample, from class numbers (`[n]` or `[n, 1]`), one-hot rows, scores or probabilities (`[n, classes]`: the
 * largest wins), or probabilities of class 1 (`[n]` or `[n, 1]`: above 0.5).
 *
 * @throws DataError for another rank, and for numbers that are neither
 */
export async function readClasses(value: TensorLike, name: string): Promise<Int32Array> {
  const rows = toRows(value, name);
  const { shape } = rows;
  const tensor = rows.slice(0, rows.length);
  try {
    if (shape.length > 2 || tensor.dtype === 'string')
      throw new DataError(
        `${name}: expected class numbers of shape [n], or rows of scores of shape [n, classes]. Received: shape=${show(shape)}, type=${tensor.dtype}`,
      );
    const data = await tensor.data();
    const width = shape[1] ?? 1;
    return width > 1 ? largestOfRows(data, { width, name }) : classNumbers(data, name);
  } finally {
    tensor.dispose();
    rows.dispose();
  }
}

function largestOfRows(data: ArrayLike<number>, { width, name }: { width: number; name: string }): Int32Array {
  return Int32Array.from({ length: data.length / width }, (_, row) => {
    let best = 0;
    for (let column = 0; column < width; column++) {
      const score = data[row * width + column] ?? Number.NaN;
      if (Number.isNaN(score)) throw new DataError(`${name}: expected numbers. Received: NaN in row ${row}`);
      if (score > (data[row * width + best] ?? 0)) best = column;
    }
    return best;
  });
}

function classNumbers(data: ArrayLike<number>, name: string): Int32Array {
  const values = Array.from(data);
  if (values.every((value) => Number.isInteger(value) && value >= 0)) return Int32Array.from(values);
  const wrong = values.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined)
    throw new DataError(`${name}: expected class numbers, or probabilities from 0 to 1. Received: ${wrong}`);
  return Int32Array.from(values, (value) => (value > 0.5 ? 1 : 0));
}

/** The classes of labels and predictions, equally many. */
export async function readBothClasses(
  yTrue: TensorLike,
  yPred: TensorLike,
): Promise<{ expected: Int32Array; predicted: Int32Array }> {
  const expected = await readClasses(yTrue, 'yTrue');
  const predicted = await readClasses(yPred, 'yPred');
  if (expected.length !== predicted.length)
    throw new DataError(
      `expected yTrue and yPred to have equally many samples. Received: ${expected.length} and ${predicted.length}`,
    );
  return { expected, predicted };
}

/** One more than the largest class. */
export function countClasses(...labels: readonly Int32Array[]): number {
  return 1 + labels.reduce((most, classes) => classes.reduce((a, b) => Math.max(a, b), most), 0);
}
