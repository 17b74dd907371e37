import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomHue } from './random-hue.ts';

describe('RandomHue', () => {
  beforeAll(() => startBackend('cpu'));

  it('moves red to green or blue', () => {
    const image = tf.tensor4d([200, 0, 0], [1, 1, 1, 3]);
    const seen = Array.from({ length: 10 }, (_, seed) =>
      take(new RandomHue({ factor: [2 / 3, 2 / 3], seed }).apply(image))
        .map(Math.round)
        .join(),
    );
    expect(new Set(seen)).toEqual(new Set(['0,200,0', '0,0,200']));
    image.dispose();
  });
  runLayerTest(RandomHue, {
    config: { factor: [0, 0], valueRange: [-3, 3] },
    inputShape: [2, 2, 3, 3],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomHue, { factor: 0.5 });

  it('names bad arguments', () => {
    const make = (config: object): RandomHue => new RandomHue({ name: 'i', factor: 0.1, ...config });
    expect(() => make({ factor: 2 })).toThrow('RandomHue "i": expected `factor`');
  });
});
