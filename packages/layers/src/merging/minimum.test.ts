import { runLayerTest } from '../testing/run-layer-test.ts';
import { Input } from '../engine/input.ts';
import { Minimum, minimum } from './minimum.ts';

describe('Minimum', () => {
  runLayerTest(Minimum, {
    config: {},
    inputShape: [
      [1, 3],
      [1, 3],
    ],
    inputs: [[[1, 2, 3]], [[4, -5, 6]]],
    output: [[1, -5, 3]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Minimum, {
    title: 'shapes that broadcast',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 1, 4],
    ],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Minimum, {
    title: 'an input of lower rank',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 4],
    ],
    outputShape: [2, 3, 4],
  });
  runLayerTest(Minimum, {
    title: 'masks',
    config: {},
    inputShape: [
      [1, 4, 1],
      [1, 4, 1],
    ],
    inputs: [[[[1], [2], [3], [4]]], [[[4], [5], [6], [7]]]],
    masks: [[[true, true, false, false]], [[false, true, true, false]]],
    output: [[[1], [2], [6], [4]]],
    outputMask: [[true, true, true, false]],
  });

  it('names shapes that do not fit', () => {
    expect(() =>
      new Minimum({ name: 'm' }).computeOutputShape([
        [null, 2],
        [null, 3],
      ]),
    ).toThrow('Minimum "m": expected inputs of shapes that broadcast. Received: (None, 2) and (None, 3)');
    expect(() =>
      new Minimum().computeOutputShape([
        [2, 1],
        [3, 1],
      ]),
    ).toThrow('the same batch size');
  });

  it('is a function too', () => {
    const x = Input({ shape: [2, 3] });
    expect(minimum([x, x]).shape).toEqual([null, 2, 3]);
  });
});
