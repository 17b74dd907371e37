import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { indices } from '../testing/convolution-reference.ts';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

interface Scan {
  shape: number[];
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** For each element what `join` makes of all those that count, found by their indices. */
function reference(x: ArrayLike<number>, c: Scan, join: (values: number[]) => number): number[] {
  const all = indices(c.shape);
  const lines = new Map<string, [place: number, value: number][]>();
  const lineOf = (index: number[]): string => index.map((i, axis) => (axis === c.axis ? '' : i)).join();
  all.forEach((index, i) => {
    const line = lines.get(lineOf(index)) ?? [];
    lines.set(lineOf(index), [...line, [index[c.axis] ?? 0, x[i] ?? NaN]]);
  });
  return all.map((index) => {
    const here = index[c.axis] ?? 0;
    const counts = (place: number): boolean =>
      place === here ? !c.exclusive : c.reverse ? place > here : place < here;
    return join((lines.get(lineOf(index)) ?? []).filter(([place]) => counts(place)).map(([, value]) => value));
  });
}

const scans: Record<string, (values: number[]) => number> = {
  Cumsum: (values) => values.reduce((a, b) => a + b, 0),
  Cumprod: (values) => values.reduce((a, b) => a * b, 1),
};

const cases = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axis: fc.nat(shape.length - 1),
    exclusive: fc.boolean(),
    reverse: fc.boolean(),
    seed: fc.nat(),
  }),
);

it.each(Object.entries(scans))('%s along any axis, of floats and of whole numbers', (name, join) => {
  fc.assert(
    fc.property(cases, ({ seed, ...c }) => {
      const x = new Random(seed).values(tf.util.sizeFromShape(c.shape)).map((value) => value * 2);
      const whole = x.map((value) => Math.round(value * 3));
      const { axis, exclusive, reverse } = c;
      dirtyHeap();
      tf.tidy(() => {
        const y = run(name, { x: tf.tensor(x, c.shape) }, { axis, exclusive, reverse });
        expect([y.shape, y.dtype]).toEqual([c.shape, 'float32']);
        expectValues(y, reference(x, c, join), 1e-6);
        const integers = run(name, { x: tf.tensor(whole, c.shape, 'int32') }, { axis: axis - c.shape.length, exclusive, reverse }); // prettier-ignore
        expect([integers.shape, integers.dtype]).toEqual([c.shape, 'int32']);
        expect(Array.from(integers.dataSync())).toEqual(reference(whole, c, join).map((value) => value + 0));
      });
    }),
    { numRuns: 200, seed: 1 },
  );
});

it('long rows, empty axes and whole numbers beyond the digits of a float', () => {
  tf.tidy(() => {
    const x = new Random(5).values(10_000);
    const c = { axis: 0, exclusive: false, reverse: false };
    let sum = 0;
    const sums = Array.from(x, (value) => (sum += value));
    expectValues(run('Cumsum', { x: tf.tensor(x) }, c), sums);
    expect(run('Cumsum', { x: tf.zeros([0, 3]) }, c).shape).toEqual([0, 3]);
    expect(run('Cumprod', { x: tf.zeros([3, 0]) }, c).shape).toEqual([3, 0]);
    const large = tf.tensor([16_777_217, 2, 1, -3], [4], 'int32');
    expect(Array.from(run('Cumsum', { x: large }, c).dataSync())).toEqual([16777217, 16777219, 16777220, 16777217]);
    expect(Array.from(run('Cumprod', { x: large }, { ...c, reverse: true }).dataSync())).toEqual([
      -100_663_302, -6, -3, -3,
    ]);
  });
});

it('NaN and infinities go on to what comes after them', () => {
  tf.tidy(() => {
    const c = { axis: 0, exclusive: false, reverse: false };
    const y = run('Cumsum', { x: tf.tensor([1, Infinity, 2, NaN, 3]) }, c).dataSync();
    expect(Array.from(y)).toEqual([1, Infinity, Infinity, NaN, NaN]);
    const before = run('Cumsum', { x: tf.tensor([1, 2, NaN]) }, { ...c, exclusive: true }).dataSync();
    expect(Array.from(before)).toEqual([0, 1, 3]);
  });
});
