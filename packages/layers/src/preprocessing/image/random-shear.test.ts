import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomShear } from './random-shear.ts';

describe('RandomShear', () => {
  beforeAll(() => startBackend('cpu'));

  // Rows slide by their number, to either side.
  it('slides rows', () => {
    const image = tf.tensor4d([1, 2, 3, 1, 2, 3], [1, 2, 3, 1]);
    const config = { xFactor: [1, 1], fillMode: 'constant' } as const;
    const ways = Array.from({ length: 10 }, (_, seed) =>
      take(new RandomShear({ ...config, seed }).apply(image)).join(),
    );
    expect(new Set(ways)).toEqual(new Set(['1,2,3,2,3,0', '1,2,3,0,1,2']));
    image.dispose();
  });
  runLayerTest(RandomShear, {
    config: { xFactor: [0.3, 0.3], seed: 1 },
    inputShape: [2, 4, 3, 2],
    args: () => ({ training: true }),
    random: true,
    backends: ['cpu'],
  });
  testRandomImages(RandomShear, { xFactor: 0.4, yFactor: [0.1, 0.2] });

  it('names bad arguments', () => {
    const make = (config: object): RandomShear => new RandomShear({ name: 'i', ...config });
    expect(() => make({ xFactor: -0.1 })).toThrow('RandomShear "i": expected `xFactor`');
    expect(() => make({ yFactor: 2 })).toThrow('`yFactor`');
  });
});
