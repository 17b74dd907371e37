import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { take } from '../testing/values.ts';
import { Discretization } from './discretization.ts';

describe('Discretization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Discretization, {
    config: { binBoundaries: [0, 1] },
    inputShape: [1, 5],
    inputs: [[[-1, 0, 0.5, 1, NaN]]],
    output: [[0, 1, 1, 2, 2]],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Discretization, {
    config: { binBoundaries: [0, 1], outputMode: 'count' },
    inputShape: [1, 4],
    inputs: [[[-1, 0, 0.5, 3]]],
    output: [[1, 2, 1]],
    gradientStep: false,
  });

  it('finds bins of about as many values each, at once or batch by batch', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i * 617) % 1000);
    const before = tf.memory().numTensors;
    const layer = new Discretization({ numBins: 4 });
    layer.adapt(values);
    const batches = new Discretization({ numBins: 4 });
    batches.adapt(new Set([values.slice(0, 300), values.slice(300)]));
    for (const { binBoundaries } of [layer, batches]) {
      expect(binBoundaries).toHaveLength(3);
      binBoundaries?.forEach((boundary, i) => expect(Math.abs(boundary - 250 * (i + 1))).toBeLessThan(20));
    }
    const bins = take(layer.apply(values));
    for (const bin of [0, 1, 2, 3])
      expect(Math.abs(bins.filter((value) => value === bin).length - 250)).toBeLessThan(20);
    expect(tf.memory().numTensors).toBe(before);
    // The configuration keeps what was found.
    expect(take(Discretization.fromConfig(layer.getConfig()).apply(values))).toEqual(bins);
  });

  it('names bad arguments and data', () => {
    const make = (config: object): Discretization => new Discretization({ name: 'd', ...config });
    expect(() => make({})).toThrow('Discretization "d": expected `numBins (or binBoundaries)`');
    expect(() => make({ binBoundaries: [1, 0] })).toThrow('an array of ascending numbers');
    expect(() => make({ numBins: 2, epsilon: 0 })).toThrow('`epsilon`');
    expect(() => make({ numBins: 2 }).apply([1])).toThrow('Discretization "d" has no boundaries yet');
    expect(() => make({ binBoundaries: [1] }).adapt([1])).toThrow('expected a layer made with numBins');
    expect(() => make({ numBins: 2 }).adapt(['x'])).toThrow("expected numbers. Received: 'x'");
    expect(() => make({ numBins: 2 }).adapt([1, NaN])).toThrow('Received: NaN');
    expect(() => make({ numBins: 2 }).adapt(new Set())).toThrow('expected data');
    // @ts-expect-error: not data.
    expect(() => make({ numBins: 2 }).adapt(3)).toThrow('Discretization "d".adapt: expected an array');
  });
});
