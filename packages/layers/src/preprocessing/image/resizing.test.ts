import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../../testing/run-layer-test.ts';
import { startBackend } from '../../testing/backends.ts';
import { take } from '../../testing/values.ts';
import { Resizing } from './resizing.ts';

describe('Resizing', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Resizing, {
    config: { height: 1, width: 2 },
    inputShape: [1, 1, 4, 1],
    inputs: [[[[[1], [2], [5], [7]]]]],
    output: [[[[1.5], [6]]]],
    args: () => ({ training: false }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 2, width: 2, padToAspectRatio: true, fillValue: 9 },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 2, width: 2, cropToAspectRatio: true, interpolation: 'nearest', dataFormat: 'channelsFirst' },
    inputShape: [1, 1, 2, 4],
    inputs: [
      [
        [
          [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
        ],
      ],
    ],
    output: [
      [
        [
          [2, 3],
          [6, 7],
        ],
      ],
    ],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Resizing, {
    config: { height: 3, width: 2, antialias: true, interpolation: 'lanczos3' },
    inputShape: [2, 7, 5, 2],
    args: () => ({ training: true }),
    backends: ['cpu', 'wasm'],
  });

  it.each(['cpu', 'wasm'] as const)('rounds whole numbers, halves to even ones, on %s', async (backend) => {
    await startBackend(backend);
    const before = tf.memory().numTensors;
    const images = tf.tensor4d([0, 1, 1, 2, 2, 3, 3, 5], [1, 1, 8, 1], 'int32');
    // The expected numbers are Keras's.
    const layer = new Resizing({ height: 1, width: 4 });
    const y = layer.apply(images);
    expect([y.dtype, layer.computeOutputDtype('int32'), take(y)]).toEqual(['int32', 'int32', [0, 2, 2, 4]]);
    const together = layer.augment({ images }).images;
    expect([together.dtype, take(together)]).toEqual(['int32', [0, 2, 2, 4]]);
    const z = new Resizing({ height: 1, width: 3, interpolation: 'nearest' }).apply(images);
    expect([z.dtype, take(z)]).toEqual(['int32', [1, 2, 3]]);
    images.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names bad arguments', () => {
    const make = (config: object): Resizing => new Resizing({ name: 'i', height: 1, width: 1, ...config });
    expect(() => make({ height: 0 })).toThrow('Resizing "i": expected `height`');
    expect(() => make({ interpolation: 'area' })).toThrow('`interpolation`');
    expect(() => make({ fillMode: 'reflect' })).toThrow('`fillMode`');
    expect(() => make({ padToAspectRatio: true, cropToAspectRatio: true })).toThrow('`padToAspectRatio` to be false');
  });
});
