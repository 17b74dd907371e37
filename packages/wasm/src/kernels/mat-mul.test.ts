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

/** Whole numbers whose products and sums run over 32 bits. */
const wholes = (random: Random, size: number): Int32Array =>
  Int32Array.from({ length: size }, (_, i) => Math.floor((2 * random.next() - 1) * (i % 3 === 0 ? 2 ** 31 : 100)));

it('multiplies whole numbers exactly, wrapping around, in all transposes and batches', () => {
  const batches = fc.constantFrom<[number[], number[]][]>(
    [[], []],
    [[3], [3]],
    [[3], []],
    [[], [2]],
    [
      [2, 1],
      [1, 3],
    ],
  );
  const p = fc.record({ product, batches });
  fc.assert(
    fc.property(p, ({ product, batches: [aBatch, bBatch] }) => {
      const { m, n, k, transposeA, transposeB, seed } = product;
      const random = new Random(seed);
      const [aAll, bAll] = [
        [...aBatch, ...aShape(product)],
        [...bBatch, ...bShape(product)],
      ];
      const a = tf.tensor(wholes(random, tf.util.sizeFromShape(aAll)), aAll, 'int32');
      const b = tf.tensor(wholes(random, tf.util.sizeFromShape(bAll)), bAll, 'int32');
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
      dirtyHeap();
      tf.tidy(() => {
        const c = tf.matMul(a, b, transposeA, transposeB);
        expect([c.shape, c.dtype]).toEqual([[...batch, m, n], 'int32']);
        const [as, bs] = [
          tf.broadcastTo(a, [...batch, ...aShape(product)]),
          tf.broadcastTo(b, [...batch, ...bShape(product)]),
        ].map((x) => x.dataSync()) as [Int32Array, Int32Array];
        const expected = Array.from({ length: tf.util.sizeFromShape(c.shape) }, (_, at) => {
          const [matrix, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
          let sum = 0;
          for (let x = 0; x < k; x++) {
            const left = as[matrix * m * k + (transposeA ? x * m + i : i * k + x)] ?? 0;
            const right = bs[matrix * n * k + (transposeB ? j * k + x : x * n + j)] ?? 0;
            sum = (sum + Math.imul(left, right)) | 0;
          }
          return sum;
        });
        expect(Array.from(c.dataSync())).toEqual(expected);
      });
      tf.dispose([a, b]);
    }),
    { numRuns: 100, seed: 1 },
  );
});

it('counts what was taken for what', () => {
  tf.tidy(() => {
    const counts = tf.math.confusionMatrix(tf.tensor1d([0, 1, 2, 1, 1]), tf.tensor1d([0, 2, 2, 1, 1]), 3);
    expect(counts.dtype).toBe('int32');
    expect(counts.arraySync()).toEqual([[1, 0, 0], [0, 2, 1], [0, 0, 1]]); // prettier-ignore
  });
});

it('whole numbers with an inner size of 0 give zeros, and sizes that differ are refused', () => {
  dirtyHeap();
  tf.tidy(() => {
    const zeros = tf.matMul(tf.zeros([2, 0], 'int32'), tf.zeros([0, 5], 'int32'));
    expect(Array.from(zeros.dataSync())).toEqual(new Array(10).fill(0));
    const inputs = { a: tf.ones([2, 3], 'int32'), b: tf.ones([4, 5], 'int32') };
    expect(() => run('BatchMatMul', inputs, { transposeA: false, transposeB: false })).toThrow('inner sizes');
  });
});
