import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { CutMix } from './cut-mix.ts';

describe('CutMix', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(CutMix, {
    config: { factor: 0.5, seed: 4 },
    inputShape: [2, 6, 5, 3],
    args: () => ({ training: true }),
    random: true,
  });
  testRandomImages(CutMix, { factor: [1, 1] }, { mixes: true });

  it('mixes labels by the shares of the areas', () => {
    const images = tf.tile(tf.reshape(tf.range(0, 4), [4, 1, 1, 1]), [1, 40, 40, 1]);
    const labels = tf.eye(4);
    const { images: mixed, labels: shares } = new CutMix({ seed: 7 }).augment({ images, labels });
    const pixels = take(mixed);
    const weights = shares ? take(shares) : [];
    for (let image = 0; image < 4; image++)
      for (let label = 0; label < 4; label++) {
        const area = pixels.slice(image * 1600, (image + 1) * 1600).filter((value) => value === label).length / 1600;
        expect(Math.abs(area - (weights[image * 4 + label] ?? 0))).toBeLessThan(0.06);
      }
    tf.dispose([images, labels]);
  });

  it('names bad arguments', () => {
    const make = (config: object): CutMix => new CutMix({ name: 'i', ...config });
    expect(() => make({ factor: 2 })).toThrow('CutMix "i": expected `factor`');
  });
});
