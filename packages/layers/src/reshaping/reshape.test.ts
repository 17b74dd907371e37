import { runLayerTest } from '../testing/run-layer-test.ts';
import { Reshape } from './reshape.ts';

describe('Reshape', () => {
  runLayerTest(Reshape, {
    config: { targetShape: [3, -1] },
    inputShape: [1, 2, 3],
    inputs: [
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    ],
    output: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Reshape, { config: { targetShape: [2, 1, 2] }, inputShape: [3, 4], outputShape: [3, 2, 1, 2] });

  it('leaves what it cannot know open', () => {
    const layer = new Reshape({ targetShape: [-1, 2] });
    expect(layer.computeOutputShape([null, null, 4])).toEqual([null, null, 2]);
    expect(layer.computeOutputShape([null, 3, 4])).toEqual([null, 6, 2]);
  });

  it('names what does not fit', () => {
    expect(() => new Reshape({ name: 'r', targetShape: [-1, -1] })).toThrow('Reshape "r": expected `targetShape`');
    expect(() => new Reshape({ name: 'r', targetShape: [2, 5] }).computeOutputShape([null, 3, 3])).toThrow(
      'Reshape "r"',
    );
    expect(() => new Reshape({ name: 'r', targetShape: [2, -1] }).computeOutputShape([null, 3, 3])).toThrow(
      '(None, 3, 3)',
    );
  });
});
