import { runLayerTest } from '../testing/run-layer-test.ts';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { expectClose } from '../testing/values.ts';
import { Normalization } from './normalization.ts';

const state = [
  ['mean', [2]],
  ['variance', [2]],
  ['count', []],
] as const;

describe('Normalization', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Normalization, {
    config: {},
    inputShape: [1, 2],
    inputs: [[[5, 6]]],
    weights: state,
    weightValues: [[1, 2], [4, 16], 0],
    output: [[2, 1]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Normalization, {
    config: { mean: [1, 2], variance: [4, 16], invert: true },
    inputShape: [1, 2],
    inputs: [[[2, 1]]],
    output: [[5, 6]],
  });
  runLayerTest(Normalization, { config: { axis: [1, 3], mean: [1, 2], variance: [1, 4] }, inputShape: [2, 3, 2, 2] });
  runLayerTest(Normalization, {
    config: { axis: null, mean: 3, variance: 4 },
    inputShape: [1, 2],
    inputs: [[[5, 7]]],
    output: [[1, 2]],
  });

  it('learns its statistics', () => {
    const before = tf.memory().numTensors;
    const layer = new Normalization();
    layer.adapt([
      [1, 10],
      [3, 30],
    ]);
    const y = tf.tidy(() => layer.apply(tf.tensor2d([[1, 30]])));
    expectClose(y, [[-1, 1]]);
    y.dispose();
    layer.dispose();
    const whole = new Normalization({ axis: null });
    whole.adapt({ data: [1, 2, 3, 4], shape: [2, 2] });
    expect([whole.mean, whole.variance].map((v) => v?.value.dataSync()[0])).toEqual([2.5, 1.25]);
    whole.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('learns batch by batch what it learns at once', () => {
    const layer = new Normalization();
    layer.adapt(new Set([[[1], [2], [6]], [[3]], [[8], [4]]]));
    const all = new Normalization();
    all.adapt([[1], [2], [6], [3], [8], [4]]);
    for (const { mean, variance } of [layer, all]) {
      expectClose(mean?.value ?? tf.scalar(0), [4]);
      expectClose(variance?.value ?? tf.scalar(0), [34 / 6]);
    }
    layer.dispose();
    all.dispose();
  });

  it.each(['cpu', 'wasm'] as const)(
    'learns from many values far from 0, at once and in batches, on %s',
    async (backend) => {
      await startBackend(backend);
      const rows = 1_000_000;
      const data = Float32Array.from({ length: rows }, (_, i) => 10_000 + Math.sin(i));
      const mean = data.reduce((sum, value) => sum + (value - 10_000), 0) / rows;
      const variance = data.reduce((sum, value) => sum + (value - 10_000 - mean) ** 2, 0) / rows;
      function* batches(): Generator<object> {
        for (let start = 0; start < rows; start += 1000)
          yield { data: data.subarray(start, start + 1000), shape: [1000, 1] };
      }
      for (const given of [{ data, shape: [rows, 1] }, { [Symbol.iterator]: batches }]) {
        const layer = new Normalization();
        layer.adapt(given);
        // A float near 10,000 is right to a thousandth.
        expect(Math.abs((layer.mean?.value.dataSync()[0] ?? 0) - 10_000 - mean)).toBeLessThan(1e-3);
        expect((layer.variance?.value.dataSync()[0] ?? 0) / variance).toBeCloseTo(1, 5);
        layer.dispose();
      }
      await startBackend('cpu');
    },
  );

  it('goes on moving where batches drift and each is a small part', () => {
    const layer = new Normalization();
    function* batches(): Generator<number[][]> {
      for (let i = 0; i < 4000; i++) yield [[10_000 + i / 1000]];
    }
    layer.adapt({ [Symbol.iterator]: batches });
    expect(layer.mean?.value.dataSync()[0]).toBeCloseTo(10_000 + 1.9995, 2);
    expect(layer.variance?.value.dataSync()[0]).toBeCloseTo((4000 ** 2 - 1) / 12 / 1e6, 3);
    layer.dispose();
  });

  it('takes axes in any order, and the same one under two names', () => {
    const given = { mean: [1, 2], variance: [4, 1] };
    tf.tidy(() => {
      expectClose(new Normalization({ axis: [1, -1], ...given }).apply(tf.tensor([[3, 5]])), [[1, 3]]);
      const statistics = { mean: [[1, 2, 3], [4, 5, 6]], variance: [[1, 1, 4], [1, 4, 1]] }; // prettier-ignore
      const x = [[[0, 1, 2], [3, 4, 5]]]; // prettier-ignore
      // The expected numbers are Keras's.
      const y = new Normalization({ axis: [-1, 1], ...statistics }).apply(tf.tensor(x));
      expectClose(y, [[[-1, -1, -0.5], [-1, -0.5, -1]]]); // prettier-ignore
    });
  });

  it('names what it cannot use', () => {
    expect(() => new Normalization({ name: 'n', mean: 1 })).toThrow(
      'Normalization "n": expected `mean` to be given together with `variance`',
    );
    expect(() => {
      new Normalization({ name: 'n' }).ensureBuilt([null, null]);
    }).toThrow('expected known sizes along axis=[-1]');
    expect(() => {
      new Normalization({ name: 'n', mean: 1, variance: 1 }).adapt([[1]]);
    }).toThrow('without a given mean');
    expect(() => {
      new Normalization({ name: 'n' }).adapt([]);
    }).toThrow('Normalization "n".adapt: expected data');
  });
});
