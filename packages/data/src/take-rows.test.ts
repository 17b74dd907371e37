import { ArgumentError } from '@argali/core';
import { takeRows } from './take-rows.ts';

const array = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };

it('takes a range of rows as a view', () => {
  const taken = takeRows(array, 1, 2);
  expect(taken).toEqual({ data: Float32Array.of(3, 4), shape: [1, 2] });
  expect(taken.data.buffer).toBe(array.data.buffer);
  expect(takeRows(array, 1)).toEqual({ data: Float32Array.of(3, 4, 5, 6), shape: [2, 2] });
  expect(takeRows({ data: [1, 2, 3], shape: [3] }, 0, 2)).toEqual({ data: [1, 2], shape: [2] });
});

it('refuses rows that do not exist', () => {
  expect(() => takeRows(array, 0, 4)).toThrow(
    new ArgumentError('takeRows: expected `end` to be an integer from 0 to 3. Received: end=4'),
  );
  expect(() => takeRows(array, -1)).toThrow(ArgumentError);
  expect(() => takeRows(array, 2, 1)).toThrow(ArgumentError);
});
