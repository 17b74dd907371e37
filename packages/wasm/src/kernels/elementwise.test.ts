import * as tf from '@tensorflow/tfjs-core';
import { binaries, functions } from '../testing/elementwise-reference.ts';
import { dirtyHeap, run, startBackend } from '../testing/harness.ts';

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
    for (const from of special.keys()) {
      const x = Float32Array.from(repeated(size, from));
      dirtyHeap();
      tf.tidy(() => {
        const y = run(name, { x: tf.tensor(x) }, attrs).dataSync();
        const wanted = Array.from(x, (value) => reference(name, value));
        expectEach(y, wanted);
      });
    }
  }
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

it.each(pairs)('%s of special values, broadcast', (name, f, [first, second]) => {
  for (const [shapeA, shapeB] of broadcasts) {
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(shapeA, shapeB);
    dirtyHeap();
    tf.tidy(() => {
      const make = (of: number[], from: number): tf.Tensor => tf.tensor(repeated(tf.util.sizeFromShape(of), from), of);
      const [a, b] = [make(shapeA, 0), make(shapeB, 4)];
      const y = run(name, { [first]: a, [second]: b });
      const [left, right] = [tf.broadcastTo(a, shape).dataSync(), tf.broadcastTo(b, shape).dataSync()];
      expect(y.shape).toEqual(shape);
      expectEach(
        y.dataSync(),
        Array.from(left, (value, i) => f(value, right[i] ?? NaN)),
      );
    });
  }
});
