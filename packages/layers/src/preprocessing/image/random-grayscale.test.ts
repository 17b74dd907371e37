import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomGrayscale } from './random-grayscale.ts';

describe('RandomGrayscale', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomGrayscale, {
    config: { factor: 1 },
    inputShape: [1, 1, 1, 3],
    inputs: [[[[[100, 0, 100]]]]],
    output: [[[[41.29, 41.29, 41.29]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomGrayscale, {});

  it('names itself when there are two channels', () => {
    const image = tf.zeros([1, 2, 2, 2]);
    expect(() => new RandomGrayscale({ name: 'g' }).apply(image)).toThrow(
      'RandomGrayscale "g": expected 1 or 3 channels. Received: 2 channels',
    );
    image.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomGrayscale => new RandomGrayscale({ name: 'i', ...config });
    expect(() => make({ factor: 1.5 })).toThrow('RandomGrayscale "i": expected `factor`');
  });
});
