import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

interface Limits {
  limit: number;
  together: boolean;
}

function clip(gradients: tf.Tensor[], attrs: Limits): tf.Tensor[] {
  return runAll('ClipByNorm', Object.fromEntries(gradients.map((gradient, i) => [`gradient${i}`, gradient])), attrs);
}

function check(values: number[][], { limit, together }: Limits): void {
  const all = Math.hypot(...values.map((value) => Math.hypot(...value)));
  dirtyHeap();
  tf.tidy(() => {
    const clipped = clip(
      values.map((value) => tf.tensor(value)),
      { limit, together },
    );
    values.forEach((value, i) => {
      const norm = together ? all : Math.hypot(...value);
      expectRelative(
        clipped[i] as tf.Tensor,
        value.map((x) => (x * limit) / Math.max(norm, limit)),
      );
    });
  });
}

describe.each([false, true])('ClipByNorm, together %s', (together) => {
  it('bounds the norms of any gradients', () => {
    const gradients = fc.array(fc.tuple(extent(70), content), { minLength: 1, maxLength: 6 });
    const cases = fc.record({ gradients, limit: fc.constantFrom(0.01, 0.5, 3, 20, 1000), seed: fc.nat() });
    fc.assert(
      fc.property(cases, ({ gradients, limit, seed }) => {
        const random = new Random(seed);
        check(
          gradients.map(([size, kind]) => draw(random, size, kind)),
          { limit, together },
        );
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('sums more values than one block', () => {
    const random = new Random(3);
    check(
      [1, 129, 2051].map((size) => draw(random, size)),
      { limit: 0.5, together },
    );
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
