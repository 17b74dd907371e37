import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomSaturation } from './random-saturation.ts';

describe('RandomSaturation', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomSaturation, {
    config: { factor: [0, 0] },
    inputShape: [1, 1, 2, 3],
    inputs: [
      [
        [
          [
            [10, 20, 40],
            [5, 5, 5],
          ],
        ],
      ],
    ],
    output: [
      [
        [
          [40, 40, 40],
          [5, 5, 5],
        ],
      ],
    ],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomSaturation, {
    config: { factor: [0.4, 0.4] },
    inputShape: [1, 1, 1, 3],
    inputs: [[[[[20, 60, 100]]]]],
    output: [[[[46.6667, 73.3333, 100]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomSaturation, { factor: 0.4 });

  it('names bad arguments', () => {
    const make = (config: object): RandomSaturation => new RandomSaturation({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: -2 })).toThrow('RandomSaturation "i": expected `factor`');
  });
});
