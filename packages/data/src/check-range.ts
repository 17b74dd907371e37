import { invalidArgument } from '@argali/core';

/** Checks that `start` … `end` is a range within `length` rows of `owner`. */
export function checkRange(range: { start: number; end: number }, length: number, owner: string): void {
  const { start, end } = range;
  if (!(Number.isInteger(start) && start >= 0 && start <= length))
    throw invalidArgument({ owner, name: 'start' }, `an integer from 0 to ${length}`, start);
  if (!(Number.isInteger(end) && end >= start && end <= length))
    throw invalidArgument({ owner, name: 'end' }, `an integer from ${start} to ${length}`, end);
}

/** Checks that every index is that of one of `length` rows of `owner`. */
export function checkIndices(indices: Int32Array, length: number, owner: string): void {
  const wrong = indices.find((index) => index < 0 || index >= length);
  if (wrong !== undefined) throw invalidArgument({ owner, name: 'indices' }, `integers from 0 to ${length - 1}`, wrong);
}
