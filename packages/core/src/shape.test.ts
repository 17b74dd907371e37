import { formatShape, positiveAxis, shapesMatch, sizeOf } from './shape.ts';

it('shapes print as in Keras', () => {
  expect([[], [5], [null], [null, 28, 28, 1]].map(formatShape)).toEqual(['()', '(5,)', '(None,)', '(None, 28, 28, 1)']);
});

it('sizeOf multiplies; a scalar has one element', () => {
  expect([[], [0, 4], [2, 3, 4]].map(sizeOf)).toEqual([1, 0, 24]);
});

it('unknown sizes match any', () => {
  expect(shapesMatch([null, 3], [7, 3])).toBe(true);
  expect(shapesMatch([7, 3], [7, null])).toBe(true);
  expect(shapesMatch([null, 3], [7, 4])).toBe(false);
  expect(shapesMatch([null], [null, null])).toBe(false);
});

it('negative axes count from the end', () => {
  expect([positiveAxis(-1, 4), positiveAxis(0, 4), positiveAxis(2, 4)]).toEqual([3, 0, 2]);
});
