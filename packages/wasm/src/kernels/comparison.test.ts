import * as tf from '@tensorflow/tfjs-core';
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

/** Shapes of two arguments and of what they are broadcast to. */
const shapes: [a: number[], b: number[], to: number[]][] = [
  [[7], [7], [7]],
  [[3, 5], [5], [3, 5]],
  [
    [4, 1],
    [1, 3],
    [4, 3],
  ],
  [
    [2, 1, 3, 1],
    [5, 1, 2],
    [2, 5, 3, 2],
  ],
  [[], [6], [6]],
  [[1], [1], [1]],
  [[0, 3], [3], [0, 3]],
];

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
    const random = new Random(5);
    for (const [aShape, bShape, to] of shapes) {
      const [a, b] = [aShape, bShape].map((shape) => values(dtype, tf.util.sizeFromShape(shape), random));
      const expected = Array.from({ length: tf.util.sizeFromShape(to) }, (_, i) =>
        Number(holds(a?.[source(aShape, to, i)] ?? 0, b?.[source(bShape, to, i)] ?? 0)),
      );
      dirtyHeap();
      tf.tidy(() => {
        const y = run(name, { a: tf.tensor(a ?? [], aShape, dtype), b: tf.tensor(b ?? [], bShape, dtype) });
        expect([y.dtype, y.shape]).toEqual(['bool', to]);
        expect(Array.from(y.dataSync())).toEqual(expected);
      });
    }
  });
});

it.each([0, 1, 3, 8, 67])('LogicalNot of %d values', (size) => {
  const x = values('bool', size, new Random(size));
  dirtyHeap();
  tf.tidy(() => {
    const y = run('LogicalNot', { x: tf.tensor(x, [size], 'bool') });
    expect(Array.from(y.dataSync())).toEqual(x.map((value) => 1 - value));
  });
});
