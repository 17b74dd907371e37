import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { MixUp } from './mix-up.ts';

describe('MixUp', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(MixUp, {
    config: { alpha: 0.5, seed: 4 },
    inputShape: [2, 6, 5, 3],
    args: () => ({ training: true }),
    random: true,
  });
  testRandomImages(MixUp, {}, { mixes: true });

  it('mixes images and labels by the same shares', () => {
    // Each image shows its label.
    const labels = tf.eye(4);
    const images = tf.reshape(labels, [4, 1, 1, 4]);
    const before = tf.memory().numTensors;
    const mixed = new MixUp({ alpha: 1, seed: 2 }).augment({ images, labels });
    expect(tf.memory().numTensors).toBe(before + 2);
    const shares = take(mixed.images);
    expect(mixed.labels && take(mixed.labels)).toEqual(shares);
    for (let i = 0; i < 4; i++) expect(shares.slice(4 * i, 4 * i + 4).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(shares.some((share) => share > 0.01 && share < 0.99)).toBe(true);
    tf.dispose([images, labels]);
  });

  it('names bad arguments', () => {
    const make = (config: object): MixUp => new MixUp({ name: 'i', ...config });
    expect(() => make({ alpha: -1 })).toThrow('MixUp "i": expected `alpha`');
  });
});
