import { runLayerTest } from '../../testing/run-layer-test.ts';
import { testRandomImages } from '../../testing/image-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { RandomErasing } from './random-erasing.ts';

describe('RandomErasing', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(RandomErasing, {
    config: { factor: [1, 1], scale: [1, 1], fillValue: 7 },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    output: [[[[7], [7]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RandomErasing, {
    config: { factor: [1, 1], scale: [1, 1], fillValue: [1, 2, 3] },
    inputShape: [1, 1, 1, 3],
    inputs: [[[[[9, 9, 9]]]]],
    output: [[[[1, 2, 3]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  testRandomImages(RandomErasing, {});

  it('erases one box of about the wanted size', () => {
    const image = tf.zeros([1, 20, 20, 1]);
    for (let seed = 0; seed < 10; seed++) {
      const layer = new RandomErasing({ factor: [1, 1], scale: [0.25, 0.25], fillValue: 1, seed });
      const erased = take(layer.apply(image));
      expect(erased.reduce((sum, value) => sum + value, 0)).toBe(100);
    }
    image.dispose();
  });

  it('names bad arguments', () => {
    const make = (config: object): RandomErasing => new RandomErasing({ name: 'i', ...config });
    expect(() => make({ scale: 3 })).toThrow('RandomErasing "i": expected `scale`');
    expect(() => make({ fillValue: [1, 2] })).toThrow('`fillValue`');
  });
});
