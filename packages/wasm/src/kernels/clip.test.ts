import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const sizes = [1, 3, 4, 129, 2051];

function clip(gradients: tf.Tensor[], attrs: { limit: number; together: boolean }): tf.Tensor[] {
  return runAll('ClipByNorm', Object.fromEntries(gradients.map((gradient, i) => [`gradient${i}`, gradient])), attrs);
}

describe.each([false, true])('ClipByNorm, together %s', (together) => {
  it.each([0.5, 20, 1000])('to %s', (limit) => {
    dirtyHeap();
    tf.tidy(() => {
      const random = new Random(3);
      const values = sizes.map((size) => random.values(size));
      const all = Math.hypot(...values.map((value) => Math.hypot(...value)));
      const clipped = clip(
        values.map((value) => tf.tensor(value)),
        { limit, together },
      );
      values.forEach((value, i) => {
        const norm = together ? all : Math.hypot(...value);
        expectValues(
          clipped[i] as tf.Tensor,
          Array.from(value, (x) => (x * limit) / Math.max(norm, limit)),
          1e-6,
        );
      });
    });
  });
});

it('lets no gradient pass beside one that is not finite when they are clipped together', () => {
  tf.tidy(() => {
    const gradients = [tf.tensor([1, 2]), tf.tensor([Infinity, 0])];
    const numbers = (together: boolean): number[][] =>
      clip(gradients, { limit: 1, together }).map((tensor) => [...tensor.dataSync()]);
    expect(numbers(true)).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
    expect(numbers(false)[1]).toEqual([NaN, 0]);
  });
});
