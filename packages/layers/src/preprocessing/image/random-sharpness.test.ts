import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomSharpness } from './random-sharpness.ts';

describe('RandomSharpness', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomSharpness, {
    config: { factor: [0, 0] },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[13], [26], [39]]]]],
    output: [[[[7], [14], [17]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomSharpness, {
    config: { factor: [0.9, 0.9], valueRange: [-9, 9] },
    inputShape: [2, 3, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomSharpness, { factor: 1 });

  it('names bad arguments', () => {
    const make = (config: object): RandomSharpness => new RandomSharpness({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: -1 })).toThrow('RandomSharpness "i": expected `factor`');
  });
});
