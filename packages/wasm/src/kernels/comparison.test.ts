import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { shape } from '../testing/arbitraries.ts';
import { dirtyHeap, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const questions: Record<string, (a: number, b: number) => boolean> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
};
const logic: Record<string, (a: number, b: number) => boolean> = {
  LogicalAnd: (a, b) => a !== 0 && b !== 0,
  LogicalOr: (a, b) => a !== 0 || b !== 0,
  LogicalXor: (a, b) => (a !== 0) !== (b !== 0),
};

interface Broadcast {
  a: number[];
  b: number[];
  to: number[];
  seed: number;
}

/** Shapes of two arguments, each with some axes of size 1 or without its first ones, and of what they are broadcast to. */
const broadcasts: fc.Arbitrary<Broadcast> = shape({ most: 5, max: 6 }).chain((of) => {
  const part = fc.record({
    ones: fc.array(fc.boolean(), { minLength: of.length, maxLength: of.length }),
    from: fc.nat(of.length),
  });
  return fc.tuple(part, part, fc.nat()).map(([first, second, seed]) => {
    const [a, b] = [first, second].map(({ ones, from }) =>
      of.map((size, axis) => (ones[axis] ? 1 : size)).slice(from),
    ) as [number[], number[]];
    return { a, b, to: tf.broadcast_util.assertAndGetBroadcastShape(a, b), seed };
  });
});

/** Where an element of the result comes from. */
function source(shape: number[], to: number[], index: number): number {
  let rest = index;
  let at = 0;
  let stride = 1;
  for (let axis = 1; axis <= to.length; axis++) {
    const size = to[to.length - axis] ?? 1;
    const own = shape[shape.length - axis] ?? 1;
    if (own !== 1) at += (rest % size) * stride;
    stride *= own;
    rest = Math.floor(rest / size);
  }
  return at;
}

function values(dtype: tf.NumericDataType, size: number, random: Random): number[] {
  const choices = { float32: [-1.5, 0, 2, Number.NaN, Infinity], int32: [-7, 0, 3, 2 ** 31 - 1], bool: [0, 1] };
  const from = choices[dtype as keyof typeof choices];
  return Array.from({ length: size }, () => from[Math.floor(random.next() * from.length)] ?? 0);
}

describe.each([
  ['float32', questions],
  ['int32', questions],
  ['bool', { ...questions, ...logic }],
] as const)('of %s', (dtype, cases) => {
  it.each(Object.entries(cases))('%s, with broadcasting', (name, holds) => {
    const check = ({ a, b, to, seed }: Broadcast): void => {
      const random = new Random(seed);
      const [left, right] = [a, b].map((of) => values(dtype, tf.util.sizeFromShape(of), random));
      const expected = Array.from({ length: tf.util.sizeFromShape(to) }, (_, i) =>
        Number(holds(left?.[source(a, to, i)] ?? 0, right?.[source(b, to, i)] ?? 0)),
      );
      dirtyHeap();
      tf.tidy(() => {
        const y = run(name, { a: tf.tensor(left ?? [], a, dtype), b: tf.tensor(right ?? [], b, dtype) });
        expect([y.dtype, y.shape]).toEqual(['bool', to]);
        expect(Array.from(y.dataSync())).toEqual(expected);
      });
    };
    fc.assert(fc.property(broadcasts, check), { numRuns: 15, seed: 1 });
    check({ a: [0, 3], b: [3], to: [0, 3], seed: 1 });
    check({ a: [67], b: [67], to: [67], seed: 2 });
  });
});

it('LogicalNot', () => {
  fc.assert(
    fc.property(fc.nat(70), (size) => {
      const x = values('bool', size, new Random(size));
      dirtyHeap();
      tf.tidy(() => {
        const y = run('LogicalNot', { x: tf.tensor(x, [size], 'bool') });
        expect(Array.from(y.dataSync())).toEqual(x.map((value) => 1 - value));
      });
    }),
    { numRuns: 20, seed: 2 },
  );
});
