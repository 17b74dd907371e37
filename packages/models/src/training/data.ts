import { ArgumentError, DataError, didYouMean, isTensor, show, type TensorLike } from '@argali/core';
import { toRows, type Rows } from '@argali/data';

/** Data for a model of one input (or output), a list for several, or a dictionary by name. */
export type ModelData = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** One batch as an iterable yields it: `[x, y]`, `[x, y, sampleWeight]` or `{ x, y, sampleWeight }` (or `{ xs, ys }`). */
export type BatchData =
  | readonly [x: ModelData, y?: ModelData, sampleWeight?: ModelData | null]
  | { x: ModelData; y?: ModelData; sampleWeight?: ModelData | null }
  | { xs: ModelData; ys?: ModelData };

/** Batches instead of whole arrays. A function is called for each epoch; the tensors it yields are disposed of after use. */
export type BatchIterable =
  | Iterable<BatchData>
  | AsyncIterable<BatchData>
  | (() => Iterator<BatchData> | AsyncIterator<BatchData> | Iterable<BatchData> | AsyncIterable<BatchData>);

export function isBatchIterable(value: unknown): value is BatchIterable {
  if (typeof value === 'function') return true;
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    isTensor(value)
  )
    return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function isArrayLike(value: unknown): boolean {
  return (
    isTensor(value) ||
    ArrayBuffer.isView(value) ||
    (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value)
  );
}

/** True for values that are each a whole array, as in `[xTensor, yTensor]`; nested numbers are one array by themselves. */
function isListOfArrays(value: unknown): value is readonly TensorLike[] {
  return Array.isArray(value) && value.length > 0 && value.every(isArrayLike);
}

export interface NamedData {
  /** The argument, as errors name it: `x`, `y`, `sampleWeight`. */
  argument: string;
  /** Names of the model's inputs or outputs. */
  names: readonly string[];
}

/** `data` as one array for each name. */
export function splitByName(data: ModelData, { argument, names }: NamedData): TensorLike[] {
  if ((data as unknown) == null)
    throw new ArgumentError(`expected \`${argument}\` to hold data. Received: ${show(data)}`);
  if (typeof data === 'object' && !Array.isArray(data) && !isArrayLike(data)) {
    const byName = data as Readonly<Record<string, TensorLike>>;
    const unknown = Object.keys(byName).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new ArgumentError(
        `${argument} has an entry '${unknown}', but the names are ${names.join(', ')}.${didYouMean(unknown, names)}`,
      );
    return names.map((name) => {
      const value = byName[name];
      if (value === undefined)
        throw new ArgumentError(`${argument} has no entry '${name}'. Received: ${Object.keys(byName).join(', ')}`);
      return value;
    });
  }
  if (names.length === 1 && !(isListOfArrays(data) && data.length === 1)) return [data as TensorLike];
  if (!Array.isArray(data) || data.length !== names.length)
    throw new ArgumentError(
      `expected \`${argument}\` to hold ${names.length} arrays (${names.join(', ')}). Received: ${show(data)}`,
    );
  return [...(data as readonly TensorLike[])];
}

/** Arrays of equally many samples: what the data of one `fit` come down to. */
export interface Samples {
  length: number;
  x: readonly Rows[];
  y: readonly Rows[];
  sampleWeights: readonly (Rows | null)[];
}

export interface SamplesConfig {
  x: ModelData;
  y?: ModelData | null | undefined;
  /** One weight for each sample, for all outputs or (as a list or dictionary) for each. */
  sampleWeight?: ModelData | null | undefined;
  inputNames: readonly string[];
  outputNames: readonly string[];
}

/** Checks that all arrays have the same number of samples, and at least one. */
export function toSamples({ x, y, sampleWeight, inputNames, outputNames }: SamplesConfig): Samples {
  const made: Rows[] = [];
  const take = (array: TensorLike, argument: string): Rows => {
    const rows = toRows(array, argument);
    made.push(rows);
    return rows;
  };
  const byName = (data: ModelData, named: NamedData): Rows[] => {
    const arrays = splitByName(data, named);
    return arrays.map((array, i) =>
      take(array, arrays.length === 1 ? named.argument : `${named.argument} '${named.names[i] ?? i}'`),
    );
  };
  try {
    const xRows = byName(x, { argument: 'x', names: inputNames });
    const yRows = y == null ? [] : byName(y, { argument: 'y', names: outputNames });
    const weights = { argument: 'sampleWeight', names: outputNames };
    const weightRows =
      sampleWeight == null
        ? []
        : isShared(sampleWeight, outputNames)
          ? sharedRows(take(sampleWeight as TensorLike, weights.argument), outputNames)
          : byName(sampleWeight, weights);
    checkLengths({ x: xRows, y: yRows, sampleWeight: weightRows });
    return { length: xRows[0]?.length ?? 0, x: xRows, y: yRows, sampleWeights: weightRows };
  } catch (error) {
    for (const rows of made) rows.dispose();
    throw error;
  }
}

/** Whether one array of weights serves all of several outputs. */
function isShared(sampleWeight: ModelData, outputNames: readonly string[]): boolean {
  if (outputNames.length < 2) return false;
  return isArrayLike(sampleWeight) || (Array.isArray(sampleWeight) && typeof sampleWeight[0] === 'number');
}

function sharedRows(rows: Rows, outputNames: readonly string[]): Rows[] {
  return outputNames.map(() => rows);
}

function checkLengths(all: Readonly<Record<string, readonly Rows[]>>): void {
  const length = all['x']?.[0]?.length ?? 0;
  if (length === 0) throw new DataError('x is empty: expected at least one sample. Received: 0 samples');
  for (const [argument, arrays] of Object.entries(all)) {
    const wrong = arrays.find((rows) => rows.length !== length);
    if (wrong !== undefined)
      throw new DataError(
        `expected x, y and sampleWeight to have equally many samples. Received: x has ${length}, ${argument} has ${wrong.length}`,
      );
  }
}

/** Frees what `toSamples` made. */
export function disposeSamples({ x, y, sampleWeights }: Samples): void {
  for (const rows of new Set([...x, ...y, ...sampleWeights])) rows?.dispose();
}
