import { checkNonNegativeInteger, checkOptions, checkPositiveInteger, nextSeed, permutation } from '@argali/core';

export interface BatchIndicesOptions {
  /** The number of samples. */
  length: number;
  /** Samples a batch; the last batch has what is left. */
  batchSize: number;
  /** Whether the samples come in random order. Default: false. */
  shuffle?: boolean;
  /** Which random order; without one it is drawn from the stream of `setRandomSeed`. */
  seed?: number | null;
  /** Every epoch of one seed has an order of its own. Default: 0. */
  epoch?: number;
  /** Whether a last batch smaller than the others is left out. Default: false. */
  dropRemainder?: boolean;
}

/** The indices 0 … length - 1 cut into batches: views of one array, so that the samples themselves stay where they are. */
export function batchIndices(options: BatchIndicesOptions): Int32Array[] {
  const {
    length,
    batchSize,
    shuffle = false,
    seed,
    epoch = 0,
    dropRemainder = false,
  } = checkOptions(options, 'batchIndices', ['length', 'batchSize', 'shuffle', 'seed', 'epoch', 'dropRemainder']);
  checkNonNegativeInteger(length, { owner: 'batchIndices', name: 'length' });
  checkPositiveInteger(batchSize, { owner: 'batchIndices', name: 'batchSize' });
  const order = shuffle
    ? permutation(length, { seed: seed ?? nextSeed(), step: epoch })
    : Int32Array.from({ length }, (_, i) => i);
  const count = dropRemainder ? Math.floor(length / batchSize) : Math.ceil(length / batchSize);
  return Array.from({ length: count }, (_, i) => order.subarray(i * batchSize, (i + 1) * batchSize));
}
