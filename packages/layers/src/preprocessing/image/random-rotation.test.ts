import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomRotation } from './random-rotation.ts';

describe('RandomRotation', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomRotation, {
    config: { factor: [0.25, 0.25] },
    inputShape: [1, 3, 3, 1],
    inputs: [
      [
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
          [[7], [8], [9]],
        ],
      ],
    ],
    output: [
      [
        [[3], [6], [9]],
        [[2], [5], [8]],
        [[1], [4], [7]],
      ],
    ],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomRotation, {
    config: { factor: [0.1, 0.1], fillMode: 'constant', fillValue: 2 },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomRotation, { factor: 0.2 });

  it('names bad arguments', () => {
    const make = (config: object): RandomRotation => new RandomRotation({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: 2 })).toThrow('RandomRotation "i": expected `factor` to be a number between -1 and 1');
    expect(() => make({ factor: [0, 1, 2] })).toThrow('`factor`');
    expect(() => make({ fillMode: 'mirror' })).toThrow('`fillMode`');
    expect(() => make({ interpolation: 'bicubic' })).toThrow('`interpolation`');
    expect(() => make({ fillValue: NaN })).toThrow('`fillValue`');
    expect(() => make({ dataFormat: 'nchw' })).toThrow('`dataFormat`');
    expect(() => make({ seed: -1 })).toThrow('`seed`');
  });
});
