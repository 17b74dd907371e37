import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomColorJitter } from './random-color-jitter.ts';

describe('RandomColorJitter', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomColorJitter, {
    config: { brightnessFactor: 0.2, hueFactor: [0.1, 0.2], seed: 4 },
    inputShape: [2, 6, 5, 3],
    args: () => ({ training: true }),
    random: true,
  });
  testRandomImages(RandomColorJitter, {
    brightnessFactor: 0.2,
    contrastFactor: [0.2, 0.2],
    saturationFactor: 0.2,
    hueFactor: 0.1,
  });

  it('does what it is told only', () => {
    const image = tf.tensor4d([1, 2, 3], [1, 1, 1, 3]);
    expect(take(new RandomColorJitter().apply(image))).toEqual([1, 2, 3]);
    const layer = new RandomColorJitter({ brightnessFactor: [0.1, 0.1], valueRange: [0, 10] });
    expect(take(layer.apply(image))).toEqual([2, 3, 4]);
    expect(RandomColorJitter.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig());
    image.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomColorJitter => new RandomColorJitter({ name: 'i', ...config });
    expect(() => make({ brightnessFactor: 2 })).toThrow('`factor`');
    expect(() => make({ valueRange: [0] })).toThrow('RandomColorJitter "i": expected `valueRange`');
  });
});
