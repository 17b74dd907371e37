import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectGradients, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

interface Product {
  m: number;
  n: number;
  k: number;
  transposeA: boolean;
  transposeB: boolean;
  seed: number;
}

const extent = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 31);
const product: fc.Arbitrary<Product> = fc.record({
  m: extent,
  n: extent,
  k: extent,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.nat(),
});

/** C = A · B in double precision for one pair of matrices of a batch. */
function multiply({ m, n, k, transposeA, transposeB }: Product, a: Float32Array, b: Float32Array): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let x = 0; x < k; x++) {
        sum += (a[transposeA ? x * m + i : i * k + x] ?? 0) * (b[transposeB ? j * k + x : x * n + j] ?? 0);
      }
      c[i * n + j] = sum;
    }
  }
  return c;
}

const aShape = ({ m, k, transposeA }: Product): number[] => (transposeA ? [k, m] : [m, k]);
const bShape = ({ n, k, transposeB }: Product): number[] => (transposeB ? [n, k] : [k, n]);

function checkPlain(p: Product): void {
  const random = new Random(p.seed);
  const a = random.values(p.m * p.k);
  const b = random.values(p.k * p.n);
  const expected = multiply(p, a, b);
  dirtyHeap();
  tf.tidy(() => {
    const c = run('BatchMatMul', { a: tf.tensor(a, aShape(p)), b: tf.tensor(b, bShape(p)) }, p);
    expect(c.shape).toEqual([p.m, p.n]);
    expectValues(c, expected);
  });
}

it('multiplies in all transposes and odd sizes', () => {
  fc.assert(fc.property(product, checkPlain), { numRuns: 150, seed: 1 });
});

it.each([
  [300, 11, 700],
  [5, 260, 321],
  [1, 1, 1000],
])('multiplies matrices of several blocks (%d × %d, depth %d)', (m, n, k) => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) checkPlain({ m, n, k, transposeA, transposeB, seed: 2 });
  }
});

it.each<{ a: number[]; b: number[]; batch: number[] }>([
  { a: [3], b: [3], batch: [3] },
  { a: [3], b: [], batch: [3] },
  { a: [], b: [4], batch: [4] },
  { a: [2, 1], b: [1, 3], batch: [2, 3] },
  { a: [2, 3], b: [3], batch: [2, 3] },
  { a: [2, 3], b: [1, 1], batch: [2, 3] },
])('broadcasts the batch: $a with $b', ({ a: aBatch, b: bBatch, batch }) => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const) {
    const p: Product = { m: 4, n: 6, k: 5, transposeA, transposeB, seed: 3 };
    tf.tidy(() => {
      const random = new Random(p.seed);
      const a = random.tensor([...aBatch, ...aShape(p)]);
      const b = random.tensor([...bBatch, ...bShape(p)]);
      const c = run('BatchMatMul', { a, b }, p);
      expect(c.shape).toEqual([...batch, p.m, p.n]);
      const aAll = tf.broadcastTo(a, [...batch, ...aShape(p)]).dataSync() as Float32Array;
      const bAll = tf.broadcastTo(b, [...batch, ...bShape(p)]).dataSync() as Float32Array;
      const count = tf.util.sizeFromShape(batch);
      const parts = Array.from({ length: count }, (_, i) =>
        Array.from(
          multiply(
            p,
            aAll.subarray(i * p.m * p.k, (i + 1) * p.m * p.k),
            bAll.subarray(i * p.k * p.n, (i + 1) * p.k * p.n),
          ),
        ),
      );
      expectValues(c, parts.flat());
    });
  }
});

it('adds a bias and an activation', () => {
  const p: Product = { m: 7, n: 9, k: 5, transposeA: false, transposeB: true, seed: 4 };
  const random = new Random(p.seed);
  const [a, b, bias] = [random.values(35), random.values(45), random.values(9)];
  const sums = multiply(p, a, b).map((value, i) => value + (bias[i % 9] ?? 0));
  dirtyHeap();
  tf.tidy(() => {
    const inputs = { a: tf.tensor(a, [7, 5]), b: tf.tensor(b, [9, 5]), bias: tf.tensor(bias) };
    expectValues(
      run('_FusedMatMul', inputs, { ...p, activation: 'relu' }),
      sums.map((z) => Math.max(z, 0)),
    );
    expectValues(run('_FusedMatMul', inputs, { ...p, activation: 'tanh' }), sums.map(Math.tanh));
  });
});

it('refuses inner sizes that differ', () => {
  tf.tidy(() => {
    const inputs = { a: tf.ones([2, 3]), b: tf.ones([4, 5]) };
    expect(() => run('BatchMatMul', inputs, { transposeA: false, transposeB: false })).toThrow(
      'matMul: expected the inner sizes to be equal. Received: 3 and 4 of shapes [2, 3] and [4, 5]',
    );
  });
});

it('an inner size of 0 gives zeros', () => {
  dirtyHeap();
  tf.tidy(() => {
    const inputs = { a: tf.zeros([3, 0]), b: tf.zeros([0, 9]) };
    expectValues(run('BatchMatMul', inputs, { transposeA: false, transposeB: false }), new Float32Array(27));
  });
});

it('has the gradients of tfjs-core', () => {
  tf.tidy(() => {
    const random = new Random(5);
    expectGradients((a, b) => tf.matMul(a, b, true, false), [random.tensor([2, 3, 4]), random.tensor([2, 3, 5])]);
    expectGradients((a, b) => tf.matMul(a, b, false, true), [random.tensor([2, 4, 3]), random.tensor([5, 3])]);
  });
});
