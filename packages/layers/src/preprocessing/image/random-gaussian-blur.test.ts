import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { RandomGaussianBlur } from './random-gaussian-blur.ts';

describe('RandomGaussianBlur', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomGaussianBlur, {
    config: { factor: [1, 1], sigma: [1, 1], kernelSize: [3, 1] },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[0], [100], [0]]]]],
    output: [[[[27.4069], [45.1863], [27.4069]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomGaussianBlur, {
    config: { factor: [1, 1], sigma: [0.6, 0.6], valueRange: [-3, 3] },
    inputShape: [2, 3, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomGaussianBlur, {});

  it('names bad arguments', () => {
    const make = (config: object): RandomGaussianBlur => new RandomGaussianBlur({ name: 'i', ...config });
    expect(() => make({ kernelSize: 2 })).toThrow('RandomGaussianBlur "i": expected `kernelSize` to be odd');
    expect(() => make({ sigma: 3 })).toThrow('`sigma`');
    expect(() => make({ factor: 3 })).toThrow('`factor`');
  });
});
