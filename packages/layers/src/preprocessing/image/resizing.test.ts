import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { Resizing } from './resizing.ts';

describe('Resizing', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Resizing, {
    config: { height: 1, width: 2 },
    inputShape: [1, 1, 4, 1],
    inputs: [[[[[1], [2], [5], [7]]]]],
    output: [[[[1.5], [6]]]],
    args: () => ({ training: false }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 2, width: 2, padToAspectRatio: true, fillValue: 9 },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 2, width: 2, cropToAspectRatio: true, interpolation: 'nearest', dataFormat: 'channelsFirst' },
    inputShape: [1, 1, 2, 4],
    inputs: [
      [
        [
          [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
        ],
      ],
    ],
    output: [
      [
        [
          [2, 3],
          [6, 7],
        ],
      ],
    ],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 3, width: 2, antialias: true, interpolation: 'lanczos3' },
    inputShape: [2, 7, 5, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });

  it('names bad arguments', () => {
    const make = (config: object): Resizing => new Resizing({ name: 'i', height: 1, width: 1, ...config });
    expect(() => make({ height: 0 })).toThrow('Resizing "i": expected `height`');
    expect(() => make({ interpolation: 'area' })).toThrow('`interpolation`');
    expect(() => make({ fillMode: 'reflect' })).toThrow('`fillMode`');
    expect(() => make({ padToAspectRatio: true, cropToAspectRatio: true })).toThrow('`padToAspectRatio` to be false');
  });
});
