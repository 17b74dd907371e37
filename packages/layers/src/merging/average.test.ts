import { runLayerTest } from '../testing/run-layer-test.ts';
import { Input } from '../engine/input.ts';
import { Average, average } from './average.ts';

describe('Average', () => {
  runLayerTest(Average, {
    config: {},
    inputShape: [
      [1, 3],
      [1, 3],
    ],
    inputs: [[[1, 2, 3]], [[4, -5, 6]]],
    output: [[2.5, -1.5, 4.5]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Average, {
    title: 'shapes that broadcast',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 1, 4],
    ],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Average, {
    title: 'an input of lower rank',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 4],
    ],
    outputShape: [2, 3, 4],
  });
  runLayerTest(Average, {
    title: 'masks',
    config: {},
    inputShape: [
      [1, 4, 1],
      [1, 4, 1],
    ],
    inputs: [[[[1], [2], [3], [4]]], [[[4], [5], [6], [7]]]],
    masks: [[[true, true, false, false]], [[false, true, true, false]]],
    output: [[[2.5], [3.5], [4.5], [5.5]]],
    outputMask: [[true, true, true, false]],
  });

  it('names shapes that do not fit', () => {
    expect(() =>
      new Average({ name: 'm' }).computeOutputShape([
        [null, 2],
        [null, 3],
      ]),
    ).toThrow('Average "m": expected inputs of shapes that broadcast. Received: (None, 2) and (None, 3)');
    expect(() =>
      new Average().computeOutputShape([
        [2, 1],
        [3, 1],
      ]),
    ).toThrow('the same batch size');
  });

  it('is a function too', () => {
    const x = Input({ shape: [2, 3] });
    expect(average([x, x]).shape).toEqual([null, 2, 3]);
  });
});
