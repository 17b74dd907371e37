import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomFlip } from './random-flip.ts';

describe('RandomFlip', () => {
  beforeAll(() => startBackend('cpu'));

  it.each([
    ['horizontal', '2,1,4,3'],
    ['vertical', '3,4,1,2'],
    ['horizontal_and_vertical', '4,3,2,1'],
  ] as const)('turns some images around: %s', (mode, turned) => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const seen = Array.from({ length: 10 }, (_, seed) => take(new RandomFlip({ mode, seed }).apply(image)).join());
    expect(new Set(seen)).toEqual(new Set(['1,2,3,4', turned]));
    image.dispose();
  });
  runLayerTest(RandomFlip, {
    config: { seed: 1 },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    random: true,
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomFlip, {});

  it('turns segmentation masks with their images, and leaves labels', () => {
    const images = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [4, 1, 2, 1]);
    const labels = tf.tensor1d([0, 1, 2, 3]);
    const before = tf.memory().numTensors;
    const flip = new RandomFlip({ seed: 3 });
    const result = flip.augment({ images, labels, segmentationMasks: images });
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(take(result.images)).toEqual(result.segmentationMasks && take(result.segmentationMasks));
    expect(result.labels && take(result.labels)).toEqual([0, 1, 2, 3]);
    const same = flip.augment({ images }, { training: false });
    expect(take(same.images)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    tf.dispose([images, labels]);
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomFlip => new RandomFlip({ name: 'i', ...config });
    expect(() => make({ mode: 'diagonal' })).toThrow('RandomFlip "i": expected `mode` to be one of');
  });
});
