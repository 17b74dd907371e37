import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandAugment } from './rand-augment.ts';

describe('RandAugment', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandAugment, {
    config: { numOps: 1, factor: 0.3, seed: 4 },
    inputShape: [2, 6, 5, 3],
    args: () => ({ training: true }),
    random: true,
  });
  testRandomImages(RandAugment, { factor: [0.3, 0.6] });

  it('keeps to the range of values, one channel or three', () => {
    for (const channels of [1, 3]) {
      const images = tf.randomUniform([2, 6, 6, channels], 0, 1, 'float32', 1);
      const layer = new RandAugment({ valueRange: [0, 1], numOps: 3, seed: 1 });
      for (let step = 0; step < 20; step++)
        expect(take(layer.apply(images)).every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
      images.dispose();
    }
  });

  it('names bad arguments', () => {
    const make = (config: object): RandAugment => new RandAugment({ name: 'i', ...config });
    expect(() => make({ numOps: 0 })).toThrow('RandAugment "i": expected `numOps`');
    expect(() => make({ factor: 2 })).toThrow('`factor`');
  });
});
