import {
  checkNonNegativeInteger,
  checkOneOf,
  checkOptions,
  DataError,
  show,
  sizeOf,
  type NestedArray,
  type NumericArray,
} from '@argali/core';
import { readNumbers, type NumericValues } from '../values.ts';

export interface PadSequencesOptions {
  /** Length of every row afterwards. Default: that of the longest sequence. */
  maxlen?: number | null;
  /** Type of the result; `int32` drops fractions. Default: `int32`. */
  dtype?: 'int32' | 'float32';
  /** Whether `value` goes before or after a short sequence. Default: `pre`. */
  padding?: 'pre' | 'post';
  /** Which end of a long sequence is cut off. Default: `pre`. */
  truncating?: 'pre' | 'post';
  /** Default: 0. */
  value?: number;
}

/** The shape of one item of the sequences, which all have to share; empty sequences have none. */
function itemShape(sequences: readonly NumericValues[]): readonly number[] {
  const filled = sequences.filter(({ data }) => data.length > 0);
  const [, ...shape] = filled[0]?.shape ?? [0];
  const other = filled.find(({ shape: [, ...own] }) => own.join() !== shape.join());
  if (other !== undefined)
    throw new DataError(
      `padSequences: expected every item to have shape ${show(shape)}. Received: ${show(other.shape.slice(1))}`,
    );
  return shape;
}

/**
 * Sequences of different lengths as the rows of one array: `[count, maxlen, …]`.
 *
 * @throws DataError when the items of the sequences have different shapes or are not numbers
 * @throws ArgumentError when an option is none of those allowed
 * @see https://keras.io/api/data_loading/timeseries/#pad_sequences-function
 */
export function padSequences(
  sequences: readonly (NestedArray | NumericArray)[],
  options: PadSequencesOptions = {},
): { data: Float32Array | Int32Array; shape: number[] } {
  const {
    dtype = 'int32',
    padding = 'pre',
    truncating = 'pre',
    value = 0,
  } = checkOptions(options, 'padSequences', ['maxlen', 'dtype', 'padding', 'truncating', 'value']);
  const owner = 'padSequences';
  const ends = ['pre', 'post'] as const;
  checkOneOf(padding, { owner, name: 'padding', choices: ends });
  checkOneOf(truncating, { owner, name: 'truncating', choices: ends });
  checkOneOf(dtype, { owner, name: 'dtype', choices: ['int32', 'float32'] });
  const all = sequences.map((sequence, i) => readNumbers(sequence, `padSequences: sequences[${i}]`));
  const lengths = all.map(({ shape }) => shape[0] ?? 0);
  const maxlen = options.maxlen ?? lengths.reduce((longest, length) => Math.max(longest, length), 0);
  checkNonNegativeInteger(maxlen, { owner, name: 'maxlen' });
  const item = itemShape(all);
  const size = sizeOf(item);
  const shape = [all.length, maxlen, ...item];
  const data = dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  data.fill(value);
  all.forEach(({ data: values }, row) => {
    const length = lengths[row] ?? 0;
    const kept = Math.min(length, maxlen);
    const from = truncating === 'pre' ? length - kept : 0;
    const to = row * maxlen + (padding === 'pre' ? maxlen - kept : 0);
    data.set(values.subarray(from * size, (from + kept) * size), to * size);
  });
  return { data, shape };
}
