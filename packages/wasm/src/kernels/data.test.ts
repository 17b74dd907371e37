import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it('clones share memory, and each may be disposed of first', () => {
  const x = tf.tensor([1, 2, 3]);
  const copy = tf.clone(x);
  x.dispose();
  expect(Array.from(copy.dataSync())).toEqual([1, 2, 3]);
  const buffers = tf.memory().numDataBuffers;
  const again = tf.clone(copy);
  expect(tf.memory().numDataBuffers).toBe(buffers);
  copy.dispose();
  expect(Array.from(again.dataSync())).toEqual([1, 2, 3]);
  again.dispose();
});

it('strings are still copied', () => {
  tf.tidy(() => expect(tf.clone(tf.tensor(['a', 'b'])).dataSync()).toEqual(['a', 'b']));
});

it.each([
  ['float32', new Float32Array([0.5, 1, 2, 3, 4, 5])],
  ['float32', new Uint8Array([0, 1, 2, 3, 255, 5])],
  ['int32', new Int32Array([0, -1, 2, 3, 4, 5])],
  ['bool', new Uint8Array([0, 1, 1, 0, 0, 1])],
] as const)('stacks rows of an array outside of the heap: %s from %p', (dtype, data) => {
  dirtyHeap();
  tf.tidy(() => {
    for (const [size, starts] of [
      [2, [4, 0, 2, 4]],
      [1, [5, 3, 3]],
      [6, [0]],
    ] as const) {
      const y = run('StackRows', {}, { data, shape: [starts.length, size], dtype, starts });
      expect(y.dtype).toBe(dtype);
      expect(y.shape).toEqual([starts.length, size]);
      expect(Array.from(y.dataSync())).toEqual(
        starts.flatMap((start) => Array.from(data.subarray(start, start + size))),
      );
    }
  });
});

it.each([1, 3, 4, 7, 80])('gathers rows of %d and adds them up by segment', (width) => {
  const random = new Random(width);
  const x = random.values(6 * width);
  const rows = [5, 0, 3, 3, 1];
  dirtyHeap();
  tf.tidy(() => {
    const y = run(
      'GatherV2',
      { x: tf.tensor(x, [6, width]), indices: tf.tensor(rows, [5, 1], 'int32') },
      { axis: 0, batchDims: 0 },
    );
    expect(y.shape).toEqual([5, 1, width]);
    expectValues(
      y,
      rows.flatMap((row) => Array.from(x.subarray(row * width, (row + 1) * width))),
      0,
    );

    const segments = [2, 0, 2, -1, 1, 7];
    const sums = new Float64Array(4 * width);
    x.forEach((value, i) => {
      const segment = segments[Math.floor(i / width)] ?? -1;
      const at = segment * width + (i % width);
      if (segment >= 0 && segment < 4) sums[at] = (sums[at] ?? 0) + value;
    });
    const inputs = { x: tf.tensor(x, [6, width]), segmentIds: tf.tensor(segments, [6], 'int32') };
    const y2 = run('UnsortedSegmentSum', inputs, { numSegments: 4 });
    expect(y2.shape).toEqual([4, width]);
    expectValues(y2, sums);
  });
});

it('an embedding has gradients', () => {
  tf.tidy(() => {
    const table = new Random(1).tensor([4, 3]);
    const rows = tf.tensor(
      [
        [1, 1],
        [3, 0],
      ],
      [2, 2],
      'int32',
    );
    const gradient = tf.grad((t) => tf.sum(tf.gather(t, rows)))(table);
    expect(Array.from(gradient.dataSync())).toEqual([1, 1, 1, 2, 2, 2, 0, 0, 0, 1, 1, 1]);
  });
});

it('refuses a row that is not there', () => {
  tf.tidy(() => {
    expect(() => tf.gather(tf.ones([4, 3]), tf.tensor([0, 4], [2], 'int32'))).toThrow(
      'GatherV2: expected indices in 0..3. Received: 4',
    );
  });
});

const types = ['float32', 'int32', 'bool'] as const;
const runs = { numRuns: 60, seed: 1 };

it('gathers along any axis, in batches or not', () => {
  const size = fc.constantFrom(1, 2, 3, 5);
  const cases = fc.record({
    sizes: fc.record({ batch: size, outer: size, limit: size, slice: fc.constantFrom(1, 2, 3, 4, 8, 70), count: size }),
    isBatched: fc.boolean(),
    dtype: fc.constantFrom(...types),
  });
  fc.assert(
    fc.property(cases, ({ sizes: { batch, outer, limit, slice, count }, isBatched, dtype }) => {
      const random = new Random(batch + limit);
      const values = Array.from({ length: batch * outer * limit * slice }, (_, i) =>
        dtype === 'bool' ? (i >> 1) & 1 : i,
      );
      const length = isBatched ? batch * count : count;
      const numbers = Array.from({ length }, () => Math.floor(random.next() * limit));
      dirtyHeap();
      tf.tidy(() => {
        const x = tf.tensor(values, [batch, outer, limit, slice], dtype);
        const indices = tf.tensor(numbers, isBatched ? [batch, count] : [count], 'int32');
        const y = tf.gather(x, indices, 2, isBatched ? 1 : 0);
        expect(y.dtype).toBe(dtype);
        expect(y.shape).toEqual([batch, outer, count, slice]);
        const expected = Array.from({ length: batch * outer * count * slice }, (_, at) => {
          const i = Math.floor(at / slice) % count;
          const line = Math.floor(at / slice / count);
          const number = numbers[isBatched ? Math.floor(line / outer) * count + i : i] ?? 0;
          return values[(line * limit + number) * slice + (at % slice)];
        });
        expect(Array.from(y.dataSync())).toEqual(expected);
      });
    }),
    runs,
  );
});

it('chooses by condition, element by element and row by row', () => {
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 19 }),
    width: fc.constantFrom(1, 2, 3, 4, 5, 9),
    byRow: fc.boolean(),
    dtype: fc.constantFrom(...types),
  });
  fc.assert(
    fc.property(cases, ({ rows, width, byRow, dtype }) => {
      const count = rows * width;
      const values = (phase: number): number[] =>
        Array.from({ length: count }, (_, i) => (dtype === 'bool' ? ((i + phase) >> 1) & 1 : i * 2 + phase));
      const flags = Array.from({ length: byRow ? rows : count }, (_, i) => (i * 5) % 3 > 0);
      const [t, e] = [values(0), values(3)];
      dirtyHeap();
      tf.tidy(() => {
        const inputs = {
          condition: tf.tensor(flags, byRow ? [rows] : [rows, width], 'bool'),
          t: tf.tensor(t, [rows, width], dtype),
          e: tf.tensor(e, [rows, width], dtype),
        };
        const y = run('Select', inputs);
        expect(y.dtype).toBe(dtype);
        const chosen = t.map((value, i) => (flags[byRow ? Math.floor(i / width) : i] ? value : e[i]));
        expect(Array.from(y.dataSync())).toEqual(chosen);
      });
    }),
    runs,
  );
});

it('adds up whole numbers by segment', () => {
  tf.tidy(() => {
    const x = tf.tensor([1, 2, 3, 4, 5, 6, 16777217, 8], [4, 2], 'int32');
    const y = tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, -1], 'int32'), 3);
    expect([y.dtype, ...y.dataSync()]).toEqual(['int32', 3, 4, 6, 8, 0, 0]);
  });
});

it('whole numbers and truths keep their meaning', () => {
  dirtyHeap();
  tf.tidy(() => {
    const list = (x: tf.Tensor): number[] => Array.from(x.dataSync());
    expect(list(tf.cast(tf.tensor([0, 0.4, -0.2, 256, NaN]), 'bool'))).toEqual([0, 1, 1, 1, 1]);
    expect(list(tf.cast(tf.tensor([0, 256, -1], [3], 'int32'), 'bool'))).toEqual([0, 1, 1]);
    const whole = tf.tensor([-9, 3, 9], [3], 'int32');
    expect(list(tf.clipByValue(whole, -2, 4))).toEqual([-2, 3, 4]);
    expect([tf.isNaN(whole), tf.isInf(whole), tf.isFinite(whole)].map(list)).toEqual([[0, 0, 0], [0, 0, 0], [1, 1, 1]]); // prettier-ignore
    expect(list(tf.prelu(tf.tensor2d([-1, 2, -3, -4], [2, 2]), tf.tensor2d([10, 20], [2, 1])))).toEqual([-10, 2, -60, -80]); // prettier-ignore
  });
});
