import { checkBetween, checkOptions, DataError, invalidArgument, show, type ShapedArray } from '@argali/core';
import { splitDataset } from '../utils/split-dataset.ts';
import { packageReader, type ReadFile } from './read-file.ts';

const file = 'data.json';
const owner = 'bostonHousing.load';

/** The columns of `x`, by the names of the paper: crime rate, share of large plots, …, share of poor households. */
export const featureNames: readonly string[] = [
  ...['crim', 'zn', 'indus', 'chas', 'nox', 'rm', 'age'],
  ...['dis', 'rad', 'tax', 'ptratio', 'b', 'lstat'],
];

/** Districts of Boston and what a house cost there. */
export interface BostonHousingPart {
  /** `[count, 13]` float32, in the units of the paper. */
  x: ShapedArray;
  /** `[count]` float32: the median price in thousands of dollars. */
  y: ShapedArray;
}

export interface BostonHousing {
  train: BostonHousingPart;
  test: BostonHousingPart;
}

export interface BostonHousingLoadOptions {
  /** Share of the rows that become the test set, between 0 and 1. Default: 0.2. */
  testSplit?: number;
  /** Which order the rows are shuffled to; it is another order than Keras's. Default: 113. */
  seed?: number;
  /**
   * Gives the bytes of `data.json`, an array of records; the way to load in a browser. Default: those of the npm package
   * \@stdlib/datasets-harrison-boston-house-prices.
   */
  read?: ReadFile;
}

function parse(bytes: Uint8Array): unknown[] {
  try {
    const rows: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(rows) && rows.length > 1) return rows;
  } catch (cause) {
    throw new DataError(`${file}: expected JSON. Received: ${bytes.length} bytes that are not`, { cause });
  }
  throw new DataError(`${file}: expected an array of two districts or more`);
}

/** The thirteen features and the price of one row. */
function readRow(row: unknown, position: number): number[] {
  const record = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
  const values = [...featureNames, 'medv'].map((name) => record[name]);
  if (values.every((value) => typeof value === 'number' && value >= 0 && value < Infinity)) return values as number[];
  throw new DataError(
    `${file}: expected numbers from 0 up for ${featureNames.join(', ')} and medv. Received: ${show(row)} at position ${position}`,
  );
}

/**
 * House prices in 506 districts of Boston in the 1970s: the regression data of Keras's examples, shuffled and cut in two.
 * Nothing is downloaded. The column `b` rates districts by the share of Black residents and the data are known for it: they
 * are for reproducing older work, not for conclusions about housing.
 *
 * Source: Harrison and Rubinfeld, "Hedonic housing prices and the demand for clean air", 1978,
 * https://doi.org/10.1016/0095-0696(78)90006-2
 *
 * @throws ArgumentError if `testSplit` is not between 0 and 1
 * @throws DataError when the package is not installed, or when its file is damaged
 * @see https://keras.io/api/datasets/boston_housing/
 */
export async function load(options: BostonHousingLoadOptions = {}): Promise<BostonHousing> {
  const {
    testSplit = 0.2,
    seed = 113,
    read,
  } = checkOptions(options, 'bostonHousing.load', ['testSplit', 'seed', 'read']);
  checkBetween(testSplit, { owner, name: 'testSplit', low: 0, high: 1 });
  const reader = read ?? packageReader('@stdlib/datasets-harrison-boston-house-prices', 'data');
  const rows = parse(await reader(file)).map(readRow);
  const count = Math.floor(rows.length * (1 - testSplit));
  if (count === 0 || count === rows.length)
    throw invalidArgument(
      { owner, name: 'testSplit' },
      `a share that leaves no part of ${rows.length} empty`,
      testSplit,
    );
  const features = featureNames.length;
  const x = { data: Float32Array.from(rows.flatMap((row) => row.slice(0, features))), shape: [rows.length, features] };
  const y = { data: Float32Array.from(rows, (row) => row[features] ?? NaN), shape: [rows.length] };
  const [train, test] = splitDataset({ x, y }, { leftSize: count, shuffle: true, seed });
  return { train, test };
}
