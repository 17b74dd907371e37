import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomInvert } from './random-invert.ts';

describe('RandomInvert', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomInvert, {
    config: { factor: [1, 1], valueRange: [0, 10] },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [7]]]]],
    output: [[[[9], [3]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomInvert, {});

  it('names bad arguments', () => {
    const make = (config: object): RandomInvert => new RandomInvert({ name: 'i', ...config });
    expect(() => make({ factor: 1.5 })).toThrow('RandomInvert "i": expected `factor`');
  });
});
