import { ArgumentError, setRandomSeed } from '@argali/core';
import { batchIndices } from './batch-indices.ts';

const lists = (batches: Int32Array[]): number[][] => batches.map((batch) => [...batch]);

it('cuts the indices into batches, in order', () => {
  expect(lists(batchIndices({ length: 5, batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]); // prettier-ignore
  expect(lists(batchIndices({ length: 5, batchSize: 2, dropRemainder: true }))).toEqual([[0, 1], [2, 3]]); // prettier-ignore
  expect(lists(batchIndices({ length: 2, batchSize: 32 }))).toEqual([[0, 1]]);
  expect(lists(batchIndices({ length: 0, batchSize: 32 }))).toEqual([]);
});

it('shuffles every epoch of a seed in an order of its own, which repeats', () => {
  const order = (seed: number, epoch: number): number[] =>
    lists(batchIndices({ length: 100, batchSize: 32, shuffle: true, seed, epoch })).flat();
  expect([...order(1, 0)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(order(1, 0)).toEqual(order(1, 0));
  expect(order(1, 0)).not.toEqual(order(1, 1));
  expect(order(1, 0)).not.toEqual(order(2, 0));
});

it('draws a seed from the global stream where none is given', () => {
  const draw = (): number[][] => lists(batchIndices({ length: 50, batchSize: 50, shuffle: true }));
  setRandomSeed(3);
  const [first, second] = [draw(), draw()];
  setRandomSeed(3);
  expect(draw()).toEqual(first);
  expect(first).not.toEqual(second);
});

it('makes views of one array', () => {
  const [first, second] = batchIndices({ length: 4, batchSize: 2 });
  expect(first?.buffer).toBe(second?.buffer);
});

it('refuses batches of no samples', () => {
  expect(() => batchIndices({ length: 4, batchSize: 0 })).toThrow(
    new ArgumentError('batchIndices: expected `batchSize` to be a positive integer. Received: batchSize=0'),
  );
  expect(() => batchIndices({ length: -1, batchSize: 1 })).toThrow('`length` to be a non-negative integer');
});
