import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomContrast } from './random-contrast.ts';

describe('RandomContrast', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomContrast, {
    config: { factor: [0, 0], valueRange: [-3, 3] },
    inputShape: [2, 2, 3, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomContrast, { factor: [0.5, 0.5] });

  it('moves values away from the mean of their channel, or to it', () => {
    const image = tf.tensor4d([100, 50, 120, 50], [1, 1, 2, 2]);
    for (let seed = 0; seed < 10; seed++) {
      const [a = 0, flat, b = 0] = take(new RandomContrast({ factor: [0.5, 0.5], seed }).apply(image));
      expect((a + b) / 2).toBeCloseTo(110, 3);
      expect(flat).toBe(50);
      expect(b - a).toBeGreaterThanOrEqual(10);
      expect(b - a).toBeLessThanOrEqual(30);
    }
    image.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomContrast => new RandomContrast({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: -0.5 })).toThrow('RandomContrast "i": expected `factor`');
  });
});
