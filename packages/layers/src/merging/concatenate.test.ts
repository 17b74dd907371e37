import { runLayerTest } from '../testing/run-layer-test.ts';
import { Input } from '../engine/input.ts';
import { Concatenate, concatenate } from './concatenate.ts';

describe('Concatenate', () => {
  runLayerTest(Concatenate, {
    config: {},
    inputShape: [
      [1, 1, 2],
      [1, 1, 1],
    ],
    inputs: [[[[1, 2]]], [[[3]]]],
    output: [[[1, 2, 3]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Concatenate, {
    config: { axis: 1 },
    inputShape: [
      [1, 2, 1],
      [1, 1, 1],
    ],
    inputs: [[[[1], [2]]], [[[3]]]],
    masks: [[[true, false]], null],
    output: [[[1], [2], [3]]],
    outputMask: [[true, false, true]],
  });

  runLayerTest(Concatenate, {
    title: 'batches',
    config: { axis: 0 },
    inputShape: [
      [1, 2],
      [2, 2],
    ],
    inputs: [
      [[1, 2]],
      [
        [3, 4],
        [5, 6],
      ],
    ],
    output: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    backends: ['cpu', 'wasm'],
  });

  it('makes batches longer', () => {
    const layer = new Concatenate({ axis: 0 });
    const shape = (...batches: (number | null)[]): unknown => layer.computeOutputShape(batches.map((n) => [n, 3]));
    expect([shape(2, 3), shape(null, 3)]).toEqual([
      [5, 3],
      [null, 3],
    ]);
  });

  it('names shapes that do not fit', () => {
    expect(() =>
      new Concatenate({ name: 'c' }).computeOutputShape([
        [null, 2, 1],
        [null, 3, 1],
      ]),
    ).toThrow('Concatenate "c": expected inputs of one shape but for axis -1');
    expect(
      new Concatenate({ axis: 1 }).computeOutputShape([
        [null, 2, null],
        [4, null, 3],
      ]),
    ).toEqual([4, null, 3]);
  });

  it('is a function too', () => {
    const x = Input({ shape: [2, 3] });
    expect(concatenate([x, x]).shape).toEqual([null, 2, 6]);
  });
});
