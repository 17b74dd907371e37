import { runLayerTest } from '../testing/run-layer-test.ts';
import { setRandomSeed, valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { spreadValues, take } from '../testing/values.ts';
import { Dropout, type DropoutConfig } from './dropout.ts';

/** What each of several calls makes of ones. */
function calls(config: DropoutConfig, shape: number[], count = 2): number[][] {
  const layer = new Dropout(config);
  const x = tf.ones(shape);
  const results = Array.from({ length: count }, () => take(layer.apply(x, { training: true })));
  x.dispose();
  return results;
}

describe('Dropout', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Dropout, {
    title: 'in inference',
    config: { rate: 0.5 },
    inputShape: [2, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dropout, {
    title: 'in training',
    config: { rate: 0.5, seed: 3, noiseShape: [null, 1] },
    inputShape: [2, 4],
    args: () => ({ training: true }),
    random: true,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dropout, {
    title: 'of everything',
    config: { rate: 1 },
    inputShape: [1, 2],
    args: () => ({ training: true }),
    output: [[0, 0]],
  });

  it('drops its share and scales the rest', () => {
    const [values = []] = calls({ rate: 0.25, seed: 1 }, [100, 100]);
    const kept = values.filter((value) => value !== 0);
    expect(kept.every((value) => Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
    expect(kept.length / values.length).toBeCloseTo(0.75, 1);
  });

  it('differs from call to call and repeats with its seed', () => {
    const [first, second] = calls({ rate: 0.5, seed: 7 }, [64]);
    expect(first).not.toEqual(second);
    expect(calls({ rate: 0.5, seed: 7 }, [64])).toEqual([first, second]);
    expect(calls({ rate: 0.5, seed: 8 }, [64])[0]).not.toEqual(first);
  });

  it('drops the same entries on every backend, and in the gradient', async () => {
    const run = (noiseShape: (number | null)[] | null): number[][] => {
      const layer = new Dropout({ rate: 0.3, seed: 4, noiseShape });
      const x = spreadValues([3, 7, 5], 1);
      const dy = spreadValues([3, 7, 5], 2);
      const results = [1, 2].flatMap(() => {
        const { value, gradients } = valueAndGradients(
          () => tf.sum(tf.mul(layer.apply(x, { training: true }), dy)),
          [x],
        );
        return [take(value), gradients[0] ? take(gradients[0]) : []];
      });
      const y = take(layer.apply(x, { training: true }));
      tf.dispose([x, dy]);
      return [...results, y];
    };
    for (const noiseShape of [null, [null, 1, null]]) {
      const before = tf.memory().numTensors;
      const expected = run(noiseShape);
      expect(tf.memory().numTensors).toBe(before);
      await startBackend('wasm');
      run(noiseShape).forEach((values, i) =>
        values.forEach((value, j) => expect(value).toBeCloseTo(expected[i]?.[j] ?? NaN, 5)),
      );
      expect(tf.memory().numTensors).toBe(before);
      await startBackend('cpu');
    }
  });

  it('repeats with the global seed', () => {
    setRandomSeed(5);
    const first = calls({ rate: 0.5 }, [64]);
    setRandomSeed(5);
    expect(calls({ rate: 0.5 }, [64])).toEqual(first);
  });

  it('gives entries along an axis of size 1 one fate', () => {
    const [values = []] = calls({ rate: 0.5, seed: 2, noiseShape: [null, 1, null] }, [4, 3, 5]);
    const row = (sample: number, step: number): number[] =>
      values.slice((sample * 3 + step) * 5, (sample * 3 + step + 1) * 5);
    expect(row(1, 0)).toEqual(row(1, 2));
    expect(row(0, 0)).not.toEqual(row(1, 0));
  });

  it('names bad arguments', () => {
    expect(() => new Dropout({ name: 'd', rate: 1.5 })).toThrow(
      'Dropout "d": expected `rate` to be a number between 0 and 1',
    );
    expect(() => new Dropout({ name: 'd', rate: 0.5, noiseShape: [0] })).toThrow('noiseShape');
    const layer = new Dropout({ name: 'd', rate: 0.5, noiseShape: [2, 3] });
    const x = tf.ones([2, 4]);
    expect(() => layer.apply(x, { training: true })).toThrow('noiseShape=[2, 3]');
    x.dispose();
  });
});
