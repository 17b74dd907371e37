import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { take } from '../testing/values.ts';
import { Hashing } from './hashing.ts';

describe('Hashing', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Hashing, {
    config: { numBins: 3, salt: [133, 137], outputMode: 'oneHot' },
    inputShape: [2],
    inputs: [tf.tensor(['A', 'B'])],
    inputDtype: 'string',
    output: [
      [0, 1, 0],
      [0, 0, 1],
    ],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });

  it('hashes whole numbers by their digits', () => {
    const layer = new Hashing({ numBins: 1000 });
    expect(take(layer.apply([12, -7]))).toEqual(take(layer.apply(['12', '-7'])));
  });

  it('keeps bin 0 for the mask value', () => {
    const bins = take(new Hashing({ numBins: 4, maskValue: 7 }).apply([7, 1, 2, 3, 4, 5, 6, 8, 9, 10]));
    expect(bins[0]).toBe(0);
    expect(new Set(bins.slice(1))).toEqual(new Set([1, 2, 3]));
  });

  it('names bad arguments and values', () => {
    const make = (config: object): Hashing => new Hashing({ name: 'h', numBins: 3, ...config });
    expect(() => make({ numBins: 0 })).toThrow('Hashing "h": expected `numBins`');
    expect(() => make({ salt: -1 })).toThrow('`salt`');
    expect(() => make({ salt: [1, 2, 3] })).toThrow('`salt`');
    expect(() => make({ maskValue: 0.5 })).toThrow('`maskValue`');
    expect(() => make({}).apply([0.5])).toThrow('Hashing "h": expected whole numbers or strings. Received: 0.5');
  });
});
