import { sizeOf, type ShapedArray } from '@argali/core';
import { checkRange } from './check-range.ts';

/**
 * The rows of `array` from `start` up to but not including `end` (default: all that follow). A typed array is not
 * copied: the result is a view of it.
 *
 * @throws ArgumentError when the range does not lie within the rows
 */
export function takeRows<T extends ShapedArray>(array: T, start: number, end?: number): T {
  const [length = 0, ...rowShape] = array.shape;
  const stop = end ?? length;
  checkRange({ start, end: stop }, length, 'takeRows');
  const size = sizeOf(rowShape);
  const { data } = array;
  const taken = 'subarray' in data ? data.subarray(start * size, stop * size) : data.slice(start * size, stop * size);
  return { ...array, data: taken, shape: [stop - start, ...rowShape] };
}
