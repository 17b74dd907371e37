import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { AugMix } from './aug-mix.ts';

describe('AugMix', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(AugMix, {
    config: { numChains: 2, alpha: 0.5, seed: 4 },
    inputShape: [2, 6, 5, 3],
    args: () => ({ training: true }),
    random: true,
  });
  testRandomImages(AugMix, { factor: [0.3, 0.6] });

  it('mixes versions within the range of values', () => {
    const images = tf.randomUniform([2, 6, 6, 1], 0, 1, 'float32', 1);
    for (const allOps of [true, false]) {
      const layer = new AugMix({ valueRange: [0, 1], allOps, seed: 1 });
      for (let step = 0; step < 10; step++)
        expect(take(layer.apply(images)).every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    images.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): AugMix => new AugMix({ name: 'i', ...config });
    expect(() => make({ numChains: 0 })).toThrow('AugMix "i": expected `numChains`');
    expect(() => make({ chainDepth: -1 })).toThrow('`chainDepth`');
    expect(() => make({ alpha: 0 })).toThrow('`alpha` to be above 0');
  });
});
