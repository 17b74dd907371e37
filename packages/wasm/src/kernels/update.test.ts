import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent, type Content } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, largest, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

/** Slots that hold squares or norms. */
const positive = new Set(['v', 'u', 'vMax', 'velocity', 'accumulator', 'accumulatedGradient', 'accumulatedStep']);

type Attributes = Record<string, number | boolean>;

/** Tensors of any size, the slots at times empty as at the first step, and numbers of the optimizer. */
interface Call<A> {
  attrs: A;
  size: number;
  kind: Content;
  isFirst: boolean;
  seed: number;
}

const rate = fc.constantFrom(0.001, 0.1, 0.3, 1);
const epsilon = fc.constantFrom(1e-7, 1e-3);
const beta1 = fc.constantFrom(0, 0.5, 0.9, 0.95);
const beta2 = fc.constantFrom(0.9, 0.99, 0.999, 0.9999);

/** Runs an update on fresh tensors and compares each of them with the plain formula. */
function check<A extends Attributes>(options: {
  name: string;
  attrs: { [K in keyof A]: fc.Arbitrary<A[K]> };
  operands: string[];
  step: (values: number[], attrs: A) => number[];
}): void {
  const { name, operands, step } = options;
  const holds = ({ attrs, size, kind, isFirst, seed }: Call<A>): void => {
    const random = new Random(seed);
    const values = operands.map((operand) => {
      const isSlot = operand !== 'variable' && operand !== 'gradient';
      const drawn = draw(random, size, isSlot && isFirst ? 'zeros' : operand === 'gradient' ? kind : 'random');
      return positive.has(operand) ? drawn.map(Math.abs) : drawn;
    });
    dirtyHeap();
    tf.tidy(() => {
      const tensors = values.map((value) => tf.tensor(value));
      const before = tf.memory().numTensors;
      const inputs = Object.fromEntries(operands.map((operand, i) => [operand, tensors[i] as tf.Tensor]));
      expect(runAll(name, inputs, attrs)).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
      const expected = Array.from({ length: size }, (_, i) =>
        step(
          values.map((value) => value[i] ?? 0),
          attrs,
        ),
      );
      tensors.forEach((tensor, which) => {
        const wanted = expected.map((row) => row[which] ?? NaN);
        // Where an old value and a change cancel, the sum is as exact as the larger of them.
        expectRelative(tensor, wanted, largest(values[which] ?? []));
      });
    });
  };
  const cases: fc.Arbitrary<Call<A>> = fc.record({
    attrs: fc.record<A>(options.attrs),
    size: extent(40),
    kind: content,
    isFirst: fc.boolean(),
    seed: fc.nat(),
  });
  fc.assert(fc.property(cases, holds), { numRuns: 30, seed: 1 });
}

it('SgdUpdate', () => {
  check({
    name: 'SgdUpdate',
    attrs: { learningRate: rate },
    operands: ['variable', 'gradient'],
    step: ([w = 0, g = 0], { learningRate }) => [w - learningRate * g, g],
  });
});

it('SgdMomentumUpdate', () => {
  check({
    name: 'SgdMomentumUpdate',
    attrs: { learningRate: rate, momentum: fc.constantFrom(0, 0.5, 0.9, 0.99), nesterov: fc.boolean() },
    operands: ['variable', 'momentum', 'gradient'],
    step: ([w = 0, m = 0, g = 0], { learningRate, momentum, nesterov }) => {
      const velocity = momentum * m - learningRate * g;
      return [w + (nesterov ? momentum * velocity - learningRate * g : velocity), velocity, g];
    },
  });
});

it('AdamUpdate', () => {
  check({
    name: 'AdamUpdate',
    attrs: { alpha: rate, beta1, beta2, epsilon },
    operands: ['variable', 'm', 'v', 'gradient'],
    step: ([w = 0, m = 0, v = 0, g = 0], { alpha, beta1, beta2, epsilon }) => {
      const mean = beta1 * m + (1 - beta1) * g;
      const square = beta2 * v + (1 - beta2) * g * g;
      return [w - (alpha * mean) / (Math.sqrt(square) + epsilon), mean, square, g];
    },
  });
});

it('AmsgradUpdate', () => {
  check({
    name: 'AmsgradUpdate',
    attrs: { alpha: rate, beta1, beta2, epsilon },
    operands: ['variable', 'm', 'v', 'vMax', 'gradient'],
    step: ([w = 0, m = 0, v = 0, vMax = 0, g = 0], { alpha, beta1, beta2, epsilon }) => {
      const mean = beta1 * m + (1 - beta1) * g;
      const square = beta2 * v + (1 - beta2) * g * g;
      const largest = Math.max(vMax, square);
      return [w - (alpha * mean) / (Math.sqrt(largest) + epsilon), mean, square, largest, g];
    },
  });
});

describe('RmspropUpdate', () => {
  it('alone', () => {
    check({
      name: 'RmspropUpdate',
      attrs: { learningRate: rate, rho: beta2, epsilon },
      operands: ['variable', 'velocity', 'gradient'],
      step: ([w = 0, v = 0, g = 0], { learningRate, rho, epsilon }) => {
        const square = rho * v + (1 - rho) * g * g;
        return [w - (learningRate * g) / Math.sqrt(square + epsilon), square, g];
      },
    });
  });

  it('with momentum', () => {
    check({
      name: 'RmspropUpdate',
      attrs: { learningRate: rate, rho: beta2, momentum: fc.constantFrom(0, 0.8), epsilon },
      operands: ['variable', 'velocity', 'momentum', 'gradient'],
      step: ([w = 0, v = 0, m = 0, g = 0], { learningRate, rho, momentum, epsilon }) => {
        const square = rho * v + (1 - rho) * g * g;
        const step = momentum * m + (learningRate * g) / Math.sqrt(square + epsilon);
        return [w - step, square, step, g];
      },
    });
  });

  it('centered', () => {
    const cases = fc.record({
      learningRate: rate,
      rho: fc.constantFrom(0.9, 0.99, 0.999),
      momentum: fc.constantFrom(undefined, 0, 0.8),
      epsilon,
      size: extent(20),
      kinds: fc.array(content, { minLength: 1, maxLength: 5 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ size, kinds, seed, momentum: inertia, ...numbers }) => {
        const random = new Random(seed);
        const { learningRate, rho, epsilon } = numbers;
        const attrs = { ...numbers, momentum: inertia ?? 0 };
        // The square of the mean never exceeds the mean of the squares when both start from 0.
        const start = draw(random, size);
        const rows = start.map((w) => ({ w, v: 0, a: 0, m: 0 }));
        dirtyHeap();
        tf.tidy(() => {
          const variable = tf.tensor(start);
          const [velocity, averageGradient, momentum] = [tf.zeros([size]), tf.zeros([size]), tf.zeros([size])];
          const slots = { variable, velocity, averageGradient, ...(inertia !== undefined && { momentum }) };
          for (const kind of kinds) {
            const gradient = draw(random, size, kind);
            runAll('RmspropUpdate', { ...slots, gradient: tf.tensor(gradient) }, attrs);
            rows.forEach((row, i) => {
              const g = gradient[i] ?? 0;
              row.v = rho * row.v + (1 - rho) * g * g;
              row.a = rho * row.a + (1 - rho) * g;
              row.m = attrs.momentum * row.m + (learningRate * g) / Math.sqrt(row.v - row.a * row.a + epsilon);
              row.w -= row.m;
            });
          }
          const most = largest(rows.flatMap(({ w, m }) => [w, m]));
          expectRelative(
            variable,
            rows.map(({ w }) => w),
            Math.max(most, 1),
          );
          expectRelative(
            velocity,
            rows.map(({ v }) => v),
          );
          expectRelative(
            averageGradient,
            rows.map(({ a }) => a),
            largest(rows.map(({ v }) => Math.sqrt(v))),
          );
        });
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it.each([0.5, 0.9, 0.99])('centered, stays finite where gradients never change, rho %s', (rho) => {
    tf.tidy(() => {
      const [variable, velocity, averageGradient] = [tf.zeros([500]), tf.zeros([500]), tf.zeros([500])];
      const gradient = tf.mul(new Random(1).tensor([500]), 300);
      const attrs = { learningRate: 1e-3, rho, epsilon: 1e-7 };
      for (let i = 0; i < 3000; i++) runAll('RmspropUpdate', { variable, velocity, averageGradient, gradient }, attrs);
      expect(Array.from(variable.dataSync()).filter((value) => !Number.isFinite(value))).toEqual([]);
    });
  });
});

it('AdagradUpdate', () => {
  check({
    name: 'AdagradUpdate',
    attrs: { learningRate: rate, epsilon },
    operands: ['variable', 'accumulator', 'gradient'],
    step: ([w = 0, a = 0, g = 0], { learningRate, epsilon }) => [
      w - (learningRate * g) / Math.sqrt(a + g * g + epsilon),
      a + g * g,
      g,
    ],
  });
});

it('AdadeltaUpdate', () => {
  check({
    name: 'AdadeltaUpdate',
    attrs: { learningRate: rate, rho: beta2, epsilon },
    operands: ['variable', 'accumulatedGradient', 'accumulatedStep', 'gradient'],
    step: ([w = 0, a = 0, d = 0, g = 0], { learningRate, rho, epsilon }) => {
      const square = rho * a + (1 - rho) * g * g;
      const step = (g * Math.sqrt(d + epsilon)) / Math.sqrt(square + epsilon);
      return [w - learningRate * step, square, rho * d + (1 - rho) * step * step, g];
    },
  });
});

it('AdamaxUpdate', () => {
  check({
    name: 'AdamaxUpdate',
    attrs: { alpha: rate, beta1, beta2, epsilon },
    operands: ['variable', 'm', 'u', 'gradient'],
    step: ([w = 0, m = 0, u = 0, g = 0], { alpha, beta1, beta2, epsilon }) => {
      const mean = beta1 * m + (1 - beta1) * g;
      const norm = Math.max(beta2 * u, Math.abs(g));
      return [w - (alpha * mean) / (norm + epsilon), mean, norm, g];
    },
  });
});

it('NadamUpdate', () => {
  const factor = fc.constantFrom(0.3, 1, 1.5);
  check({
    name: 'NadamUpdate',
    attrs: { learningRate: rate, beta1, beta2, mFactor: factor, gFactor: factor, vFactor: factor, epsilon },
    operands: ['variable', 'm', 'v', 'gradient'],
    step: ([w = 0, m = 0, v = 0, g = 0], { learningRate, beta1, beta2, mFactor, gFactor, vFactor, epsilon }) => {
      const mean = beta1 * m + (1 - beta1) * g;
      const square = beta2 * v + (1 - beta2) * g * g;
      const ahead = mFactor * mean + gFactor * g;
      return [w - (learningRate * ahead) / (Math.sqrt(vFactor * square) + epsilon), mean, square, g];
    },
  });
});

it('LionUpdate', () => {
  check({
    name: 'LionUpdate',
    attrs: { learningRate: rate, beta1, beta2 },
    operands: ['variable', 'm', 'gradient'],
    step: ([w = 0, m = 0, g = 0], { learningRate, beta1, beta2 }) => [
      w - learningRate * Math.sign(beta1 * m + (1 - beta1) * g),
      beta2 * m + (1 - beta2) * g,
      g,
    ],
  });
});

it('AverageUpdate', () => {
  check({
    name: 'AverageUpdate',
    attrs: { momentum: fc.constantFrom(0, 0.3, 0.9, 0.999) },
    operands: ['variable', 'target'],
    step: ([average = 0, x = 0], { momentum }) => [momentum * average + (1 - momentum) * x, x],
  });
});

it('FtrlUpdate', () => {
  check({
    name: 'FtrlUpdate',
    attrs: {
      learningRate: fc.constantFrom(0.1, 0.3, 1),
      power: fc.constantFrom(0.5, 0, 0.7, 1),
      l1: fc.constantFrom(0, 0.3),
      l2: fc.constantFrom(0.2, 1),
      shrinkage: fc.constantFrom(0, 0.05),
    },
    operands: ['variable', 'accumulator', 'linear', 'gradient'],
    step: ([w = 0, n = 0, z = 0, g = 0], { learningRate, power, l1, l2, shrinkage }) => {
      const sum = n + g * g;
      const slope = g + 2 * shrinkage * w;
      const linear = z + slope - ((sum ** power - n ** power) / learningRate) * w;
      const clipped = Math.min(Math.max(linear, -l1), l1);
      return [(clipped - linear) / (sum ** power / learningRate + 2 * l2), sum, linear, g];
    },
  });
});

it('FtrlUpdate of an empty accumulator', () => {
  tf.tidy(() => {
    const [variable, accumulator, linear] = [tf.tensor([1, 1]), tf.tensor([0, 0]), tf.tensor([0, 0])];
    const attrs = { learningRate: 1, power: 0.7, l1: 0, l2: 0.5, shrinkage: 0 };
    runAll('FtrlUpdate', { variable, accumulator, linear, gradient: tf.tensor([2, 0]) }, attrs);
    const z = 2 - 4 ** 0.7;
    expectValues(variable, [-z / (4 ** 0.7 + 1), 0], 1e-6);
  });
});

it('ScheduleFreeUpdate', () => {
  check({
    name: 'ScheduleFreeUpdate',
    attrs: {
      learningRate: rate,
      beta1: fc.constantFrom(0.5, 0.9, 0.95),
      beta2,
      vFactor: fc.constantFrom(1, 1.5),
      part: fc.constantFrom(0, 0.01, 0.25, 1),
      epsilon,
    },
    operands: ['variable', 'z', 'v', 'gradient'],
    step: ([w = 0, z = 0, v = 0, g = 0], { learningRate, beta1, beta2, vFactor, part, epsilon }) => {
      const square = beta2 * v + (1 - beta2) * g * g;
      const point = z - (learningRate * g) / (Math.sqrt(vFactor * square) + epsilon);
      const average = (w - (1 - beta1) * z) / beta1;
      return [(1 - beta1) * point + beta1 * ((1 - part) * average + part * point), point, square, g];
    },
  });
});

describe('LambUpdate', () => {
  const attrs = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, mFactor: 1.2, vFactor: 1.5, epsilon: 1e-3 };

  const checkSize = (size: number, kind: Content, seed: number): void => {
    const random = new Random(seed);
    const [w, m, v, g] = [draw(random, size), draw(random, size), draw(random, size), draw(random, size, kind)];
    const squares = v.map(Math.abs);
    const mean = m.map((value, i) => 0.9 * value + 0.1 * (g[i] ?? NaN));
    const square = squares.map((value, i) => 0.99 * value + 0.01 * (g[i] ?? NaN) ** 2);
    const step = mean.map((value, i) => (1.2 * value) / (Math.sqrt(1.5 * (square[i] ?? NaN)) + 1e-3));
    const rate = (0.1 * Math.hypot(...w)) / Math.hypot(...step);
    dirtyHeap();
    tf.tidy(() => {
      const inputs = { variable: tf.tensor(w), m: tf.tensor(m), v: tf.tensor(squares), gradient: tf.tensor(g) };
      runAll('LambUpdate', inputs, attrs);
      expectRelative(inputs.m, mean, largest(m));
      expectRelative(inputs.v, square);
      expectRelative(
        inputs.variable,
        w.map((value, i) => value - rate * (step[i] ?? NaN)),
        largest(w),
      );
    });
  };

  it('of any size', () => {
    fc.assert(fc.property(extent(140), content, fc.nat(), checkSize), { numRuns: 30, seed: 3 });
  });

  it('of so many values that sums go on in double precision', () => {
    checkSize(3075, 'random', 3075);
  });

  it('steps by the rate alone where the weights or the step are 0', () => {
    tf.tidy(() => {
      const inputs = { variable: tf.zeros([2]), m: tf.zeros([2]), v: tf.zeros([2]), gradient: tf.tensor([1, 0]) };
      runAll('LambUpdate', inputs, attrs);
      expectValues(inputs.variable, [-0.012 / (Math.sqrt(0.015) + 1e-3), 0], 1e-6);
      const still = { variable: tf.tensor([1, 2]), m: tf.zeros([2]), v: tf.zeros([2]), gradient: tf.zeros([2]) };
      runAll('LambUpdate', still, attrs);
      expectValues(still.variable, [1, 2], 0);
    });
  });
});

it('refuses operands of other sizes or types', () => {
  tf.tidy(() => {
    const inputs = { variable: tf.ones([4]), gradient: tf.ones([3]) };
    expect(() => runAll('SgdUpdate', inputs, { learningRate: 1 })).toThrow(
      'sgdUpdate: expected `gradient` to hold 4 float32 values like `variable`. Received: float32[3]',
    );
    expect(() => runAll('SgdUpdate', { variable: tf.ones([4]) }, { learningRate: 1 })).toThrow('Received: nothing');
  });
});
