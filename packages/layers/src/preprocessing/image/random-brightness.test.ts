import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomBrightness } from './random-brightness.ts';

describe('RandomBrightness', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomBrightness, {
    config: { factor: [0.5, 0.5], valueRange: [0, 10] },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[1], [2], [8]]]]],
    output: [[[[6], [7], [10]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomBrightness, { factor: 0.4 });

  it('names bad arguments', () => {
    const make = (config: object): RandomBrightness => new RandomBrightness({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: 2 })).toThrow('RandomBrightness "i": expected `factor`');
    expect(() => make({ valueRange: [1, 1] })).toThrow('`valueRange` to be two different numbers');
  });
});
