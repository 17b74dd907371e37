import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { binaries, erfc, functions, sigmoid } from '../testing/elementwise-reference.ts';
import { dirtyHeap, expectValues, Random, run, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

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
          expect(Math.abs((y[i] ?? NaN) - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected) + 1e-37);
        });
      });
    }
  });

  it('passes NaN on', () => {
    tf.tidy(() => {
      expect(
        Array.from(run(name, { x: tf.tensor([NaN, 1, NaN, 1, NaN]) }, attrs).dataSync()).filter(Number.isNaN).length,
      ).toBe(3);
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

/** A shape, and for each argument which of its axes are 1 and how many leading ones are missing. */
const broadcast = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('both', 'a', 'b', 'neither')), { maxLength: 5 })
  .chain((axes) => fc.record({ axes: fc.constant(axes), aMissing: fc.nat(axes.length), seed: fc.nat() }));

it('tanh reaches ±1 exactly, so that 1 - tanh² vanishes', () => {
  const x = [8.1, 9, 20, 1e5, Infinity];
  tf.tidy(() => {
    const y = run('Tanh', { x: tf.tensor([...x, ...x.map((value) => -value)]) }).dataSync();
    expect(Array.from(y)).toEqual([...x.map(() => 1), ...x.map(() => -1)]);
  });
});

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

/** Derivatives, to all digits also where they are small. */
const derivatives: Record<string, (x: number) => number> = {
  Gelu: (x) => erfc(-x / Math.SQRT2) / 2 + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  GeluApproximate: (x) => {
    const [u, rise] = [1, 3].map((power) => 2 * Math.sqrt(2 / Math.PI) * (1 + power * 0.044715 * x * x)) as [
      number,
      number,
    ];
    return sigmoid(u * x) * (1 + x * rise * sigmoid(-u * x));
  },
  Silu: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
};

describe('far out, where functions and slopes are small,', () => {
  const x = Float32Array.from({ length: 24001 }, (_, i) => (i - 12000) / 1000);

  /** The argument of its sigmoid is rounded three times, up to 87. */
  const tolerance = (name: string): number => (name === 'GeluApproximate' ? 2e-5 : 1e-5);

  /** Largest relative error where the result is a normal number, or for GeluApproximate where its sigmoid is one. */
  function worst(name: string, y: ArrayLike<number>, f: (x: number) => number): number {
    const smallest = name === 'GeluApproximate' ? 1e-35 : 1.2e-38;
    const errors = Array.from(x, (at, i) => {
      const want = f(at);
      return Math.abs(want) < smallest ? 0 : Math.abs((y[i] ?? NaN) / want - 1);
    });
    return errors.reduce((largest, error) => Math.max(largest, error), 0);
  }

  it.each(['Erf', 'Gelu', 'GeluApproximate', 'Silu', 'Softplus'])('%s keeps its digits', (name) => {
    const { f } = functions[name] ?? { f: Number };
    tf.tidy(() => {
      expect(worst(name, run(name, { x: tf.tensor(x) }).dataSync(), f)).toBeLessThan(tolerance(name));
    });
  });

  it.each(Object.entries(derivatives))('%sGrad keeps its digits', (name, f) => {
    // Where the slope changes its sign, what remains is as exact as its parts.
    const slope = (at: number): number => (Math.abs(f(at)) < 0.05 && at > -2 ? 0 : f(at));
    tf.tidy(() => {
      const dx = run(`${name}Grad`, { dy: tf.onesLike(tf.tensor(x)), x: tf.tensor(x) });
      expect(worst(name, dx.dataSync(), slope)).toBeLessThan(tolerance(name));
    });
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
