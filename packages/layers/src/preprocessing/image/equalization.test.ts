import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import * as tf from '@tensorflow/tfjs-core';
import { Equalization } from './equalization.ts';

describe('Equalization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Equalization, {
    config: {},
    inputShape: [1, 1, 4, 1],
    inputs: [[[[[0], [10], [20], [255]]]]],
    output: [[[[0], [85], [170], [255]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Equalization, {
    config: { valueRange: [0, 1], bins: 3 },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[0.1], [0.2], [0.9]]]]],
    args: () => ({ training: true }),
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  it('does nothing in inference, nor where there is one value', () => {
    const image = tf.fill([1, 2, 2, 1], 7);
    const layer = new Equalization();
    expect(take(layer.apply(image, { training: true }))).toEqual([7, 7, 7, 7]);
    const two = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    expect(take(layer.apply(two, { training: false }))).toEqual([1, 2]);
    expect(take(layer.apply(two))).toEqual([0, 255]);
    tf.dispose([image, two]);
  });

  it('names bad arguments', () => {
    const make = (config: object): Equalization => new Equalization({ name: 'i', ...config });
    expect(() => make({ bins: 0 })).toThrow('Equalization "i": expected `bins`');
  });
});
