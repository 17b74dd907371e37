import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** erf by its series, or its continued fraction far out. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

const functions: Record<string, { f: (x: number) => number; attrs?: object; domain?: [number, number] }> = {
  Abs: { f: Math.abs },
  Ceil: { f: Math.ceil },
  ClipByValue: { f: (x) => Math.min(Math.max(x, -1.5), 2), attrs: { clipValueMin: -1.5, clipValueMax: 2 } },
  Elu: { f: (x) => (x < 0 ? Math.expm1(x) : x) },
  Erf: { f: erf, domain: [-6, 6] },
  Exp: { f: Math.exp, domain: [-87, 88.7] },
  Expm1: { f: Math.expm1, domain: [-30, 60] },
  Floor: { f: Math.floor },
  Gelu: { f: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)), domain: [-3, 6] },
  GeluApproximate: {
    f: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    domain: [-3, 6],
  },
  LeakyRelu: { f: (x) => (x < 0 ? 0.1 * x : x), attrs: { alpha: 0.1 } },
  Log: { f: Math.log, domain: [1e-40, 1e6] },
  Log1p: { f: Math.log1p, domain: [-0.999, 50] },
  Neg: { f: (x) => -x },
  Reciprocal: { f: (x) => 1 / x },
  Relu: { f: (x) => Math.max(x, 0) },
  Relu6: { f: (x) => Math.min(Math.max(x, 0), 6) },
  Round: { f: roundToEven },
  Rsqrt: { f: (x) => 1 / Math.sqrt(x), domain: [0.01, 100] },
  Selu: { f: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x) },
  Sigmoid: { f: sigmoid, domain: [-80, 80] },
  Sign: { f: Math.sign },
  Silu: { f: (x) => x * sigmoid(x), domain: [-60, 60] },
  Softplus: { f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), domain: [-80, 80] },
  Sqrt: { f: Math.sqrt, domain: [0, 100] },
  Square: { f: (x) => x * x },
  Step: { f: (x) => (x > 0 ? 1 : 0.25), attrs: { alpha: 0.25 } },
  Tanh: { f: Math.tanh, domain: [-10, 10] },
};

/** Numbers over the domain, many of them near 0. */
function samples([low, high]: [number, number], count: number): Float32Array {
  const random = new Random(count);
  return Float32Array.from({ length: count }, (_, i) => {
    const near = (2 * random.next() - 1) * 10 ** -(i % 7);
    const wide = low + (high - low) * random.next();
    return i % 2 === 0 || near < low || near > high ? wide : near;
  });
}

describe.each(Object.keys(functions))('%s', (name) => {
  const { f, attrs = {}, domain = [-9, 9] } = functions[name] ?? { f: Number };

  it('is right to 1e-6 of each value', () => {
    for (const count of [1, 2, 3, 4, 7, 1001]) {
      const x = samples(domain, count);
      dirtyHeap();
      tf.tidy(() => {
        const y = run(name, { x: tf.tensor(x) }, attrs).dataSync();
        x.forEach((value, i) => {
          const expected = f(value);
          // Where a large part cancels, what remains is as exact as the argument is.
          const scale = name.startsWith('Gelu') ? Math.max(1, Math.abs(expected)) : Math.abs(expected);
          expect(Math.abs((y[i] ?? NaN) - expected)).toBeLessThanOrEqual(1e-6 * scale + 1e-37);
        });
      });
    }
  });

  it('passes NaN on', () => {
    tf.tidy(() => {
      expect(
        Array.from(run(name, { x: tf.tensor([NaN, 1, NaN, 1, NaN]) }, attrs).dataSync()).filter(Number.isNaN).length,
      ).toBe(name === 'Sign' ? 3 : 3);
    });
  });
});

it('infinities and zeros come out as from the scalar functions', () => {
  const x = [Infinity, -Infinity, 0, -0, 1e-45, 3e38, -3e38];
  const names = ['Exp', 'Expm1', 'Log1p', 'Tanh', 'Sigmoid', 'Softplus', 'Erf', 'Log', 'Sqrt', 'Reciprocal'];
  tf.tidy(() => {
    for (const name of names) {
      const { f } = functions[name] ?? { f: Number };
      const expected = x.map((value) =>
        name === 'Erf' ? Math.sign(value) * (Math.abs(value) > 1 ? 1 : 0) : Math.fround(f(Math.fround(value))),
      );
      const y = Array.from(run(name, { x: tf.tensor(x) }).dataSync());
      y.forEach((value, i) => {
        const want = expected[i] ?? NaN;
        if (Number.isFinite(want)) expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-6 * Math.abs(want) + 1e-37);
        else expect(value).toBe(want);
      });
    }
  });
});

const binaries: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) ** 2,
};

/** A shape, and for each argument which of its axes are 1 and how many leading ones are missing. */
const broadcast = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('both', 'a', 'b', 'neither')), { maxLength: 5 })
  .chain((axes) => fc.record({ axes: fc.constant(axes), aMissing: fc.nat(axes.length), seed: fc.nat() }));

it('binary functions broadcast any shapes', () => {
  fc.assert(
    fc.property(broadcast, ({ axes, aMissing, seed }) => {
      const a = axes.map(([size, who]) => (who === 'both' || who === 'a' ? size : 1)).slice(aMissing);
      const b = axes.map(([size, who]) => (who === 'both' || who === 'b' ? size : 1));
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a, b);
      dirtyHeap();
      tf.tidy(() => {
        const random = new Random(seed);
        const [x, y] = [random.tensor(a), random.tensor(b)];
        const [xs, ys] = [tf.broadcastTo(x, shape).dataSync(), tf.broadcastTo(y, shape).dataSync()];
        for (const [name, f] of Object.entries(binaries)) {
          const result = run(name, { a: x, b: y });
          expect(result.shape).toEqual(shape);
          expectValues(
            result,
            Array.from(xs, (value, i) => f(value, ys[i] ?? NaN)),
            1e-6,
          );
        }
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

it('broadcasting of empty arrays and of other types', () => {
  tf.tidy(() => {
    expect(run('Add', { a: tf.zeros([0, 3]), b: tf.ones([3]) }).shape).toEqual([0, 3]);
    const sum = run('Add', { a: tf.tensor([1, 2], [2], 'int32'), b: tf.tensor([3], [1], 'int32') });
    expect(sum.dtype).toBe('int32');
    expect(Array.from(sum.dataSync())).toEqual([4, 5]);
  });
});

it('EluGrad multiplies by the derivative', () => {
  tf.tidy(() => {
    const y = [-0.9, -0.1, 0, 0.5, 3];
    expectValues(run('EluGrad', { dy: tf.tensor([2, 2, 2, 2, 2]), y: tf.tensor(y) }), [0.2, 1.8, 2, 2, 2], 1e-6);
  });
});

it.each(['Gelu', 'GeluApproximate', 'Silu'])('%sGrad multiplies by the derivative', (name) => {
  const { f } = functions[name] ?? { f: Number };
  for (const count of [1, 2, 3, 4, 7, 1001]) {
    const x = samples([-4, 4], count);
    const dy = samples([-1, 1], count);
    dirtyHeap();
    tf.tidy(() => {
      const dx = run(`${name}Grad`, { dy: tf.tensor(dy), x: tf.tensor(x) });
      const slopes = Array.from(x, (value, i) => ((f(value + 1e-5) - f(value - 1e-5)) / 2e-5) * (dy[i] ?? NaN));
      expectValues(dx, slopes, 1e-6);
    });
  }
  tf.tidy(() => {
    const x = tf.tensor([-1e15, -100, 0, 100, 1e15]);
    expectValues(run(`${name}Grad`, { dy: tf.onesLike(x), x }), [0, 0, 0.5, 1, 1], 1e-6);
  });
});
