import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { CenterCrop } from './center-crop.ts';

describe('CenterCrop', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(CenterCrop, {
    config: { height: 1, width: 2 },
    inputShape: [1, 3, 5, 1],
    inputs: [
      [
        [
          [[1], [2], [3], [4], [5]],
          [[6], [7], [8], [9], [10]],
          [[11], [12], [13], [14], [15]],
        ],
      ],
    ],
    output: [[[[7], [8]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(CenterCrop, {
    config: { height: 4, width: 2 },
    inputShape: [2, 3, 5, 2],
    args: () => ({ training: true }),
    outputShape: [2, 4, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names bad arguments', () => {
    const make = (config: object): CenterCrop => new CenterCrop({ name: 'i', height: 1, width: 1, ...config });
    expect(() => make({ height: 0 })).toThrow('CenterCrop "i": expected `height`');
  });
});
