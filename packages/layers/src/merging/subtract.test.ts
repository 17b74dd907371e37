import { runLayerTest } from '../testing/run-layer-test.ts';
import { Input } from '../engine/input.ts';
import { Subtract, subtract } from './subtract.ts';

describe('Subtract', () => {
  runLayerTest(Subtract, {
    config: {},
    inputShape: [
      [1, 3],
      [1, 3],
    ],
    inputs: [[[1, 2, 3]], [[4, -5, 6]]],
    output: [[-3, 7, -3]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Subtract, {
    title: 'shapes that broadcast',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 1, 4],
    ],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Subtract, {
    title: 'an input of lower rank',
    config: {},
    inputShape: [
      [2, 3, 4],
      [2, 4],
    ],
    outputShape: [2, 3, 4],
  });

  it('names shapes that do not fit', () => {
    expect(() =>
      new Subtract({ name: 'm' }).computeOutputShape([
        [null, 2],
        [null, 3],
      ]),
    ).toThrow('Subtract "m": expected inputs of shapes that broadcast. Received: (None, 2) and (None, 3)');
    expect(() =>
      new Subtract().computeOutputShape([
        [2, 1],
        [3, 1],
      ]),
    ).toThrow('the same batch size');
    expect(() => new Subtract().computeOutputShape([[2, 1]])).toThrow('exactly two shapes');
  });

  it('is a function too', () => {
    const x = Input({ shape: [2, 3] });
    expect(subtract([x, x]).shape).toEqual([null, 2, 3]);
  });
});
