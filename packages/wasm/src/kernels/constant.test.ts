import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, shape } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it.each(['float32', 'int32', 'bool'] as const)('tensors of one number, %s', (dtype) => {
  const values = { float32: fc.constantFrom(0, 1, -2.5, NaN, Infinity), int32: fc.integer(), bool: fc.nat(1) };
  const check = (of: number[], value: number): void => {
    dirtyHeap();
    tf.tidy(() => {
      const x = tf.cast(tf.ones(of), dtype);
      const expectAll = (y: tf.Tensor, wanted: number): void => {
        expect([y.dtype, y.shape]).toEqual([dtype, of]);
        expect(Array.from(y.dataSync())).toEqual(Array<number>(tf.util.sizeFromShape(of)).fill(wanted));
      };
      expectAll(run('ZerosLike', { x }), 0);
      expectAll(run('OnesLike', { x }), 1);
      expectAll(run('Fill', {}, { shape: of, value, dtype }), value);
    });
  };
  fc.assert(fc.property(shape({ most: 4, max: 6 }), values[dtype], check), { numRuns: 30, seed: 1 });
  check([0, 2], 1);
});

it.each(['float32', 'int32'] as const)('one of several, %s', (dtype) => {
  const cases = fc.record({
    of: shape({ most: 3, max: 7 }),
    depth: extent(9),
    onValue: fc.integer({ min: -9, max: 9 }),
    offValue: fc.integer({ min: -9, max: 9 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ of, depth, onValue, offValue, seed }) => {
      const random = new Random(seed);
      // From two below the numbers that count to two above.
      const indices = draw(random, tf.util.sizeFromShape(of)).map((x) => Math.floor(((x + 1) / 2) * (depth + 4)) - 2);
      dirtyHeap();
      tf.tidy(() => {
        const y = run('OneHot', { indices: tf.tensor(indices, of, 'int32') }, { depth, onValue, offValue, dtype });
        expect([y.dtype, y.shape]).toEqual([dtype, [...of, depth]]);
        const places = [...Array(depth).keys()];
        const expected = indices.flatMap((index) => places.map((place) => (place === index ? onValue : offValue)));
        expect(Array.from(y.dataSync())).toEqual(expected);
      });
    }),
    { numRuns: 30, seed: 2 },
  );
});

it('powers', () => {
  const cases = fc.record({
    of: shape({ most: 3, max: 9 }),
    kind: content,
    exponent: fc.constantFrom(-2, -0.5, 0, 1, 2, 2.5, 3),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ of, kind, exponent, seed }) => {
      const random = new Random(seed);
      // Away from 0, where negative powers have a pole.
      const a = draw(random, tf.util.sizeFromShape(of), kind).map((value) => Math.fround(Math.abs(value) + 0.25));
      const b = draw(random, a.length);
      dirtyHeap();
      tf.tidy(() => {
        const x = tf.tensor(a, of);
        const expected = a.map((value, i) => value ** (b[i] ?? 0));
        expectRelative(run('Pow', { a: x, b: tf.tensor(b, of) }), expected);
        const single = a.map((value) => value ** exponent);
        expectRelative(run('Pow', { a: x, b: tf.scalar(exponent) }), single);
        const column = run('Pow', { a: tf.reshape(x, [-1, 1]), b: tf.tensor1d([1, 2]) });
        expectRelative(
          column,
          a.flatMap((value) => [value, value * value]),
        );
      });
    }),
    { numRuns: 30, seed: 3 },
  );
  tf.tidy(() => {
    expect(Array.from(tf.pow(tf.tensor1d([-2, 3], 'int32'), tf.scalar(3, 'int32')).dataSync())).toEqual([-8, 27]);
    expect(Array.from(tf.pow(tf.tensor1d([0, 0, -2]), tf.tensor1d([0, 2, 3])).dataSync())).toEqual([1, 0, -8]);
  });
});
