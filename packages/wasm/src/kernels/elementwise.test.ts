import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, shape } from '../testing/arbitraries.ts';
import { binaries, functions } from '../testing/elementwise-reference.ts';
import { dirtyHeap, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** Where functions overflow, underflow, cancel, or have a kink, a pole or a tie; each at both signs, and NaN. */
const special = [NaN, ...[0, 1e-30, 0.5, 1, 1.5, 2.5, 5, 6, 20, 88, 1e4, Infinity].flatMap((x) => [x, -x])];
const sizes = [1, 3, 4, 5, 67];

/** The special values over and over, so that each comes to lie in every lane and in the rest behind the last vector. */
const repeated = (size: number, from: number): number[] =>
  Array.from({ length: size }, (_, i) => special[(i + from) % special.length] ?? NaN);

/** Expects `got` to be what double precision gives, to 1e-5 of it or to what rounding leaves below `floor`. */
function expectEach(got: ArrayLike<number>, wanted: readonly number[], floor = 1e-36): void {
  expect(got.length).toBe(wanted.length);
  const wrong = wanted.flatMap((value, i) => {
    const [want, have] = [Math.fround(value), got[i] ?? NaN];
    if (Number.isNaN(want) ? Number.isNaN(have) : have === want) return [];
    const isClose = Number.isFinite(want) && Math.abs(have - want) <= 1e-5 * Math.abs(want) + floor;
    return isClose ? [] : [{ i, want, have }];
  });
  expect(wrong).toEqual([]);
}

// NaN passes through a step, where the formula has it like any number that is not positive.
const reference = (name: string, x: number): number => (Number.isNaN(x) ? NaN : (functions[name]?.f(x) ?? NaN));

it.each(Object.keys(functions))('%s of special values', (name) => {
  const attrs = functions[name]?.attrs ?? {};
  for (const size of sizes) {
    dirtyHeap();
    for (const from of special.keys()) {
      const x = Float32Array.from(repeated(size, from));
      tf.tidy(() => {
        const y = run(name, { x: tf.tensor(x) }, attrs).dataSync();
        const wanted = Array.from(x, (value) => reference(name, value));
        expectEach(y, wanted);
      });
    }
  }
});

/** Any shape, with numbers over the domain of a function among special ones. */
const arrays = fc.record({ shape: shape({ most: 4, max: 7 }), specials: fc.constantFrom(0, 0.2), seed: fc.nat() });

it.each(Object.keys(functions))('%s of arrays of any shape', (name) => {
  const { attrs = {}, domain: [low, high] = [-9, 9] } = functions[name] ?? {};
  const check = ({ shape, specials, seed }: { shape: number[]; specials: number; seed: number }): void => {
    const random = new Random(seed);
    const x = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
      random.next() < specials
        ? (special[Math.floor(random.next() * special.length)] ?? NaN)
        : low + (high - low) * random.next(),
    );
    dirtyHeap();
    tf.tidy(() => {
      const y = run(name, { x: tf.tensor(x, shape) }, attrs);
      expect(y.shape).toEqual(shape);
      expectEach(
        y.dataSync(),
        Array.from(x, (value) => reference(name, value)),
      );
    });
  };
  fc.assert(fc.property(arrays, check), { numRuns: 10, seed: 1 });
});

type Pair = [name: string, f: (a: number, b: number) => number, inputs: [string, string]];
const pairs: Pair[] = [
  ...Object.entries(binaries).map(([name, f]): Pair => [name, f, ['a', 'b']]),
  ['Prelu', (x, alpha) => (x < 0 ? x * alpha : x), ['x', 'alpha']],
];
const broadcasts: [number[], number[]][] = [
  ...sizes.map((size): [number[], number[]] => [[size], [size]]),
  [[special.length, 1], [special.length]],
  [[67], [1]],
  [[3, 5], [5]],
  [
    [2, 3, 5],
    [3, 1],
  ],
];

/** Two arrays and the shape they are broadcast to: each has some axes of size 1, or not its first ones. */
const operands = fc.record({
  of: shape({ most: 4, max: 6 }),
  ones: fc.tuple(fc.nat(15), fc.nat(15)),
  from: fc.tuple(fc.nat(4), fc.nat(4)),
  kinds: fc.tuple(content, content),
  seed: fc.nat(),
});

describe.each(pairs)('%s', (name, f, [first, second]) => {
  const check = (a: tf.Tensor, b: tf.Tensor): void => {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const y = run(name, { [first]: a, [second]: b });
    const [left, right] = [tf.broadcastTo(a, shape).dataSync(), tf.broadcastTo(b, shape).dataSync()];
    expect(y.shape).toEqual(shape);
    expectEach(
      y.dataSync(),
      Array.from(left, (value, i) => f(value, right[i] ?? NaN)),
    );
  };

  it('of special values, broadcast', () => {
    for (const [shapeA, shapeB] of broadcasts) {
      dirtyHeap();
      tf.tidy(() => {
        const make = (of: number[], from: number): tf.Tensor =>
          tf.tensor(repeated(tf.util.sizeFromShape(of), from), of);
        check(make(shapeA, 0), make(shapeB, 4));
      });
    }
  });

  it('of arrays of any shapes', () => {
    fc.assert(
      fc.property(operands, ({ of, ones, from, kinds, seed }) => {
        const random = new Random(seed);
        dirtyHeap();
        tf.tidy(() => {
          const make = (which: 0 | 1): tf.Tensor => {
            const own = of.map((size, axis) => ((ones[which] >> axis) % 2 === 1 ? 1 : size)).slice(from[which]);
            return tf.tensor(draw(random, tf.util.sizeFromShape(own), kinds[which]), own);
          };
          check(make(0), make(1));
        });
      }),
      { numRuns: 15, seed: 2 },
    );
  });
});
