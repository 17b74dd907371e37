import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { indices } from '../testing/convolution-reference.ts';
import { dirtyHeap, Random, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const size = (shape: number[]): number => tf.util.sizeFromShape(shape);
const shapes = (max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(1, 2, 3, 4, 5, 9), { minLength: 1, maxLength: max });

/** The element at an index. */
function at(x: ArrayLike<number>, shape: number[], index: number[]): number {
  return x[index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0)] ?? NaN;
}

/** Compares a result with what `source` says of every index, for every type. */
function check(
  shape: number[],
  expected: {
    shape: number[];
    value: (x: ArrayLike<number>, index: number[]) => number;
    run: (x: tf.Tensor) => tf.Tensor;
  },
): void {
  dirtyHeap();
  tf.tidy(() => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const values = Array.from({ length: size(shape) }, (_, i) => (dtype === 'bool' ? ((i * 7) >> 2) & 1 : i + 1));
      const y = expected.run(tf.tensor(values, shape, dtype));
      expect([y.shape, y.dtype]).toEqual([expected.shape, dtype]);
      expect(Array.from(y.dataSync())).toEqual(indices(expected.shape).map((index) => expected.value(values, index)));
    }
  });
}

const runs = { numRuns: 100, seed: 1 };

it('transposes', () => {
  const cases = shapes(5).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ shape, order }) => {
      check(shape, {
        shape: order.map((axis) => shape[axis] ?? 1),
        value: (x, index) =>
          at(
            x,
            shape,
            shape.map((_, axis) => index[order.indexOf(axis)] ?? 0),
          ),
        run: (x) => tf.transpose(x, order),
      });
    }),
    runs,
  );
});

it.each([[[70, 33]], [[3, 21, 18]]])('transposes the large array %j', (shape) => {
  const order = [...shape.keys()];
  order.push(order.splice(-2, 1)[0] ?? 0);
  check(shape, {
    shape: order.map((axis) => shape[axis] ?? 1),
    value: (x, index) =>
      at(
        x,
        shape,
        shape.map((_, axis) => index[order.indexOf(axis)] ?? 0),
      ),
    run: (x) => tf.transpose(x, order),
  });
});

it('a transpose that moves only axes of size 1 shares the values', () => {
  tf.tidy(() => {
    const x = tf.ones([1, 4, 1, 3]);
    const buffers = tf.memory().numDataBuffers;
    expect(tf.transpose(x, [1, 0, 3, 2]).shape).toEqual([4, 1, 3, 1]);
    expect(tf.memory().numDataBuffers).toBe(buffers);
  });
});

it('slices', () => {
  const cases = shapes(5).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      ends: fc.tuple(...shape.map((extent) => fc.tuple(fc.nat(extent - 1), fc.nat(extent - 1)))),
    }),
  );
  fc.assert(
    fc.property(cases, ({ shape, ends }) => {
      const begin = ends.map(([p, q]) => Math.min(p, q));
      const extents = ends.map(([p, q]) => Math.abs(p - q) + 1);
      check(shape, {
        shape: extents,
        value: (x, index) =>
          at(
            x,
            shape,
            index.map((i, axis) => i + (begin[axis] ?? 0)),
          ),
        run: (x) => tf.slice(x, begin, extents),
      });
    }),
    runs,
  );
});

it('slices to the end, and to nothing', () => {
  tf.tidy(() => {
    expect(Array.from(tf.slice(tf.tensor([1, 2, 3, 4, 5, 6], [3, 2]), 1).dataSync())).toEqual([3, 4, 5, 6]);
    expect(tf.slice(tf.ones([3, 2]), [1, 1], [0, 1]).shape).toEqual([0, 1]);
  });
});

it('pads with a value', () => {
  const cases = shapes(4).chain((shape) =>
    fc.record({ shape: fc.constant(shape), paddings: fc.tuple(...shape.map(() => fc.tuple(fc.nat(3), fc.nat(3)))) }),
  );
  fc.assert(
    fc.property(cases, ({ shape, paddings }) => {
      check(shape, {
        shape: shape.map((extent, axis) => extent + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
        value: (x, index) => {
          const inside = index.map((i, axis) => i - (paddings[axis]?.[0] ?? 0));
          return inside.some((i, axis) => i < 0 || i >= (shape[axis] ?? 1)) ? 1 : at(x, shape, inside);
        },
        run: (x) => tf.pad(x, paddings, 1),
      });
    }),
    runs,
  );
});

it('tiles', () => {
  const cases = shapes(4).chain((shape) =>
    fc.record({ shape: fc.constant(shape), reps: fc.tuple(...shape.map(() => fc.integer({ min: 1, max: 3 }))) }),
  );
  fc.assert(
    fc.property(cases, ({ shape, reps }) => {
      check(shape, {
        shape: shape.map((extent, axis) => extent * (reps[axis] ?? 1)),
        value: (x, index) =>
          at(
            x,
            shape,
            index.map((i, axis) => i % (shape[axis] ?? 1)),
          ),
        run: (x) => tf.tile(x, reps),
      });
    }),
    runs,
  );
});

it('reverses', () => {
  const cases = shapes(4).chain((shape) =>
    fc.record({ shape: fc.constant(shape), axes: fc.subarray([...shape.keys()]) }),
  );
  fc.assert(
    fc.property(cases, ({ shape, axes }) => {
      check(shape, {
        shape,
        value: (x, index) =>
          at(
            x,
            shape,
            index.map((i, axis) => (axes.includes(axis) ? (shape[axis] ?? 1) - 1 - i : i)),
          ),
        run: (x) => tf.reverse(x, axes),
      });
    }),
    runs,
  );
});

it('cuts and joins again along every axis', () => {
  const cases = shapes(4).chain((shape) => fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) }));
  fc.assert(
    fc.property(cases, ({ shape, axis }) => {
      const extent = shape[axis] ?? 1;
      const first = Math.floor(extent / 2);
      const same = { shape, value: (x: ArrayLike<number>, index: number[]) => at(x, shape, index) };
      check(shape, { ...same, run: (x) => tf.concat(tf.split(x, [first, extent - first], axis), axis) });
      check(shape, { ...same, run: (x) => tf.stack(tf.unstack(x, axis), axis) });
    }),
    runs,
  );
});

it('joins any number of tensors', () => {
  tf.tidy(() => {
    const one = Array<tf.Tensor1D>(130_000).fill(tf.tensor1d([7]));
    for (const y of [tf.stack(one), tf.concat(one)]) expect([y.size, y.dataSync()[129_999]]).toEqual([130_000, 7]);
  });
});

it('cutting has gradients', () => {
  tf.tidy(() => {
    const x = new Random(1).tensor([3, 4]);
    const gradient = tf.grad((a) => tf.sum(tf.mul(tf.concat([tf.slice(a, [0, 1], [3, 2]), a], 1), 2)))(x);
    expect(Array.from(gradient.dataSync())).toEqual([2, 4, 4, 2, 2, 4, 4, 2, 2, 4, 4, 2]);
  });
});

it('slices with steps', () => {
  const cases = shapes(4).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      ends: fc.tuple(...shape.map((extent) => fc.tuple(fc.nat(extent - 1), fc.nat(extent - 1), fc.nat(2)))),
      dropped: fc.nat(15),
    }),
  );
  fc.assert(
    fc.property(cases, ({ shape, ends, dropped }) => {
      const isDropped = (axis: number): boolean => (dropped & (1 << axis)) > 0;
      const steps = ends.map(([p, q, step], axis) => (isDropped(axis) || p <= q ? step + 1 : -step - 1));
      const extents = ends.map(([p, q, step], axis) =>
        isDropped(axis) ? 1 : Math.floor(Math.abs(q - p) / (step + 1)) + 1,
      );
      const end = ends.map(([, q], axis) => q + Math.sign(steps[axis] ?? 1));
      const endMask = end.reduce((mask, last, axis) => (last < 0 ? mask | (1 << axis) : mask), 0);
      const kept = [...shape.keys()].filter((axis) => !isDropped(axis));
      check(shape, {
        shape: kept.map((axis) => extents[axis] ?? 1),
        value: (x, index) =>
          at(
            x,
            shape,
            ends.map(([p], axis) => p + (isDropped(axis) ? 0 : (index[kept.indexOf(axis)] ?? 0) * (steps[axis] ?? 1))),
          ),
        run: (x) => tf.stridedSlice(x, ends.map(([p]) => p), end, steps, 0, endMask, 0, 0, dropped), // prettier-ignore
      });
    }),
    runs,
  );
});
