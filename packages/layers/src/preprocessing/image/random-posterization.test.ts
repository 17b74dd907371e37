import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomPosterization } from './random-posterization.ts';

describe('RandomPosterization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomPosterization, {
    config: { factor: [2, 2] },
    inputShape: [1, 1, 4, 1],
    inputs: [[[[[63], [64.7], [200], [255]]]]],
    output: [[[[0], [64], [192], [192]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomPosterization, { factor: 8 });

  it('names bad arguments', () => {
    const make = (config: object): RandomPosterization => new RandomPosterization({ name: 'i', factor: 3, ...config });
    expect(() => make({ factor: 0 })).toThrow(
      'RandomPosterization "i": expected `factor` to be a number between 1 and 8',
    );
  });
});
