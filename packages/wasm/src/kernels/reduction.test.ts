import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { indices } from '../testing/convolution-reference.ts';
import { dirtyHeap, expectGradients, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const cases = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    mask: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    keepDims: fc.boolean(),
    seed: fc.nat(),
  }),
);

const joins: Record<string, (values: number[]) => number> = {
  Sum: (values) => values.reduce((a, b) => a + b, 0),
  Mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  Max: (values) => Math.max(...values),
  Min: (values) => Math.min(...values),
};

it('sums, means and extremes along any axes', () => {
  fc.assert(
    fc.property(cases, ({ shape, mask, keepDims, seed }) => {
      const axis = shape.map((_, i) => i).filter((i) => mask[i]);
      if (axis.length === 0) return;
      const kept = shape.map((size, i) => (mask[i] ? 1 : size));
      const x = new Random(seed).values(tf.util.sizeFromShape(shape));
      const groups = new Map<string, number[]>(indices(kept).map((index) => [index.join(), []]));
      indices(shape).forEach((index, at) =>
        groups.get(index.map((i, a) => (mask[a] ? 0 : i)).join())?.push(x[at] ?? 0),
      );
      dirtyHeap();
      tf.tidy(() => {
        for (const [name, join] of Object.entries(joins)) {
          const y = run(
            name,
            { x: tf.tensor(x, shape) },
            { [name === 'Max' ? 'reductionIndices' : 'axis']: axis, keepDims },
          );
          expect(y.shape).toEqual(keepDims ? kept : shape.filter((_, i) => !mask[i]));
          expectValues(y, [...groups.values()].map(join));
        }
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

it('long rows and wide columns', () => {
  const x = new Random(2).values(50_000);
  const total = x.reduce((a, b) => a + b, 0);
  tf.tidy(() => {
    expectValues(run('Sum', { x: tf.tensor(x) }, { axis: [0], keepDims: false }), [total], 1e-5);
    const columns = Array.from({ length: 50 }, (_, c) =>
      Array.from(x).reduce((sum, value, i) => (i % 50 === c ? sum + value : sum), 0),
    );
    expectValues(run('Sum', { x: tf.tensor(x, [1000, 50]) }, { axis: [0], keepDims: false }), columns, 1e-5);
  });
});

it('integers and empty arrays', () => {
  tf.tidy(() => {
    const sum = run('Sum', { x: tf.tensor([1, 2, 3], [3], 'int32') }, { axis: [0], keepDims: false });
    expect([sum.dtype, sum.dataSync()[0]]).toEqual(['int32', 6]);
    expectValues(run('Sum', { x: tf.zeros([0, 3]) }, { axis: [0], keepDims: false }), [0, 0, 0]);
  });
});

it('whether all hold, or any, along each axis', () => {
  const random = new Random(4);
  const x = Array.from({ length: 60 }, () => random.next() > 0.6);
  const at = (i: number, j: number, k: number): boolean => x[(i * 4 + j) * 5 + k] ?? false;
  const [first, second, third] = [3, 4, 5].map((size) => [...Array(size).keys()]) as [number[], number[], number[]];
  dirtyHeap();
  tf.tidy(() => {
    const values = tf.tensor3d(x.map(Number), [3, 4, 5], 'bool');
    const expectBooleans = (y: tf.Tensor, shape: number[], expected: boolean[]): void => {
      expect([y.dtype, y.shape]).toEqual(['bool', shape]);
      expect(Array.from(y.dataSync(), Boolean)).toEqual(expected);
    };
    expectBooleans(tf.any(values, 2), [3, 4], first.flatMap((i) => second.map((j) => third.some((k) => at(i, j, k))))); // prettier-ignore
    expectBooleans(tf.all(values, 1, true), [3, 1, 5], first.flatMap((i) => third.map((k) => second.every((j) => at(i, j, k))))); // prettier-ignore
    expectBooleans(tf.any(values, [0, 2]), [4], second.map((j) => first.some((i) => third.some((k) => at(i, j, k))))); // prettier-ignore
    expectBooleans(tf.all(values), [], [false]);
    expectBooleans(tf.any(values), [], [true]);
    expectBooleans(tf.all(tf.zeros([0, 2], 'bool'), 0), [2], [true, true]);
    expectBooleans(tf.any(tf.zeros([2, 0], 'bool'), 1), [2], [false, false]);
  });
});

it('has the gradients of tfjs-core', () => {
  tf.tidy(() => {
    const x = new Random(3).tensor([3, 4, 2]);
    expectGradients((a) => tf.sum(a, [0, 2]), [x]);
    expectGradients((a) => tf.mean(a, 1, true), [x]);
  });
});
