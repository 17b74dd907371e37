import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomColorDegeneration } from './random-color-degeneration.ts';

describe('RandomColorDegeneration', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomColorDegeneration, {
    config: { factor: [0.5, 0.5] },
    inputShape: [1, 1, 1, 3],
    inputs: [[[[[100, 0, 0]]]]],
    output: [[[[64.945, 14.945, 14.945]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomColorDegeneration, { factor: 0.6 });

  it('names bad arguments', () => {
    const make = (config: object): RandomColorDegeneration =>
      new RandomColorDegeneration({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: 2 })).toThrow('RandomColorDegeneration "i": expected `factor`');
  });
});
