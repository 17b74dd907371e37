import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomCrop } from './random-crop.ts';

describe('RandomCrop', () => {
  beforeAll(() => startBackend('cpu'));

  it('cuts the same part out of all images', () => {
    tf.tidy(() => {
      const image = tf.reshape(tf.range(0, 20), [1, 4, 5, 1]);
      const images = tf.concat([image, tf.add(image, 100)], 0);
      const seen = new Set<number>();
      for (let seed = 0; seed < 40; seed++) {
        const part = new RandomCrop({ height: 2, width: 3, seed }).apply(images, { training: true });
        expect(part.shape).toEqual([2, 2, 3, 1]);
        const [first = 0, ...rest] = take(part);
        seen.add(first);
        expect(rest).toEqual([1, 2, 5, 6, 7, 100, 101, 102, 105, 106, 107].map((step) => first + step));
      }
      expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 5, 6, 7, 10, 11, 12]);
    });
  });

  it('resizes images that are too small, and leaves all as they are in inference', () => {
    const image = tf.ones([1, 2, 2, 1]);
    const layer = new RandomCrop({ height: 4, width: 3 });
    const larger = layer.apply(image, { training: true });
    expect(larger.shape).toEqual([1, 4, 3, 1]);
    expect(layer.computeOutputShape([null, 2, 2, 1])).toEqual([null, 4, 3, 1]);
    const same = layer.apply(image, { training: false });
    expect(same.shape).toEqual([1, 2, 2, 1]);
    tf.dispose([image, larger, same]);
  });
  runLayerTest(RandomCrop, {
    config: { height: 4, width: 3, seed: 1 },
    inputShape: [2, 6, 5, 2],
    args: () => ({ training: true }),
    random: true,
    outputShape: [2, 4, 3, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomCrop => new RandomCrop({ name: 'i', height: 1, width: 1, ...config });
    expect(() => make({ height: 0 })).toThrow('RandomCrop "i": expected `height` to be a positive integer');
    expect(() => make({ width: 1.5 })).toThrow('`width`');
  });
});
