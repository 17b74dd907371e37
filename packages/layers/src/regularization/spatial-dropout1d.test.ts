import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { SpatialDropout1D } from './spatial-dropout1d.ts';

describe('SpatialDropout1D', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(SpatialDropout1D, { title: 'in inference', config: { rate: 0.4 }, inputShape: [2, 4, 3] });
  runLayerTest(SpatialDropout1D, {
    title: 'in training',
    config: { rate: 0.4, seed: 1 },
    inputShape: [2, 4, 3],
    args: () => ({ training: true }),
    random: true,
  });

  it('drops whole channels', () => {
    const layer = new SpatialDropout1D({ rate: 0.5, seed: 1 });
    const x = tf.ones([1, 2, 16]);
    const values = take(layer.apply(x, { training: true }));
    const first = values.slice(0, 16);
    expect(new Set(first)).toEqual(new Set([0, 2]));
    for (let place = 1; place < 2; place++) expect(values.slice(place * 16, (place + 1) * 16)).toEqual(first);
    x.dispose();
  });

  it('names a bad rate', () => {
    expect(() => new SpatialDropout1D({ name: 's', rate: -1 })).toThrow('SpatialDropout1D "s": expected `rate`');
  });
});
