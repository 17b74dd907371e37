import { philox } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it.each([1, 4, 15, 16, 17, 1000])('Dropout and RandomChoice follow the plain Philox stream (%d numbers)', (size) => {
  for (const [seed, step] of [
    [0, 0],
    [1, 2],
    [0xffffffff, 0x80000000],
  ] as const) {
    const bits = new Uint32Array(size);
    philox(bits, seed, step);
    const isLow = Array.from(bits, (word) => word < 0.3 * 2 ** 32);
    const x = new Random(size).values(size);
    dirtyHeap();
    tf.tidy(() => {
      const choice = run('RandomChoice', {}, { shape: [size], rate: 0.3, low: -1, high: 2, seed, step });
      expectValues(
        choice,
        isLow.map((low) => (low ? -1 : 2)),
        0,
      );
      const y = run('Dropout', { x: tf.tensor(x) }, { rate: 0.3, seed, step });
      expectValues(
        y,
        isLow.map((low, i) => (low ? 0 : (x[i] ?? 0) / 0.7)),
        1e-6,
      );
    });
  }
});

it('a rate of 1 leaves nothing, a rate of 0 everything', () => {
  tf.tidy(() => {
    const x = tf.ones([100]);
    expect(tf.sum(run('Dropout', { x }, { rate: 1, seed: 3, step: 4 })).dataSync()[0]).toBe(0);
    expect(tf.sum(run('Dropout', { x }, { rate: 0, seed: 3, step: 4 })).dataSync()[0]).toBe(100);
  });
});

it('the share of zeros is close to the rate', () => {
  tf.tidy(() => {
    const mean = tf.mean(run('RandomChoice', {}, { shape: [100_000], rate: 0.25, low: 1, high: 0, seed: 5, step: 6 }));
    expect(mean.dataSync()[0]).toBeCloseTo(0.25, 2);
  });
});
