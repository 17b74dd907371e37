import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { SpatialDropout3D } from './spatial-dropout3d.ts';

describe('SpatialDropout3D', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(SpatialDropout3D, { title: 'in inference', config: { rate: 0.4 }, inputShape: [2, 2, 2, 2, 3] });
  runLayerTest(SpatialDropout3D, {
    title: 'in training',
    config: { rate: 0.4, seed: 1 },
    inputShape: [2, 2, 2, 2, 3],
    args: () => ({ training: true }),
    random: true,
  });

  it('drops whole channels', () => {
    const layer = new SpatialDropout3D({ rate: 0.5, seed: 1 });
    const x = tf.ones([1, 2, 2, 2, 16]);
    const values = take(layer.apply(x, { training: true }));
    const first = values.slice(0, 16);
    expect(new Set(first)).toEqual(new Set([0, 2]));
    for (let place = 1; place < 8; place++) expect(values.slice(place * 16, (place + 1) * 16)).toEqual(first);
    x.dispose();
  });

  it('finds the channels where they are', () => {
    const layer = new SpatialDropout3D({ rate: 0.5, seed: 1, dataFormat: 'channels_first' });
    const x = tf.ones([1, 16, 2, 2, 2]);
    const values = take(layer.apply(x, { training: true }));
    for (let channel = 0; channel < 16; channel++)
      expect(new Set(values.slice(channel * 8, (channel + 1) * 8)).size).toBe(1);
    x.dispose();
  });

  it('names a bad rate', () => {
    expect(() => new SpatialDropout3D({ name: 's', rate: -1 })).toThrow('SpatialDropout3D "s": expected `rate`');
  });
});
