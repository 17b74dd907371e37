import * as tf from '@tensorflow/tfjs-core';
import { expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

type Weights = Float32Array;

/** Slots that hold squares or norms. */
const positive = new Set(['v', 'u', 'vMax', 'velocity', 'accumulator', 'accumulatedGradient', 'accumulatedStep']);

/** Runs an update on fresh tensors and compares each of them with the plain formula. */
function check(options: {
  name: string;
  attrs: object;
  operands: string[];
  step: (values: number[]) => number[];
}): void {
  const { name, attrs, operands, step } = options;
  for (const size of [1, 3, 4, 6, 129]) {
    tf.tidy(() => {
      const random = new Random(size);
      const values = operands.map((operand) =>
        random.values(size).map((value) => (positive.has(operand) ? Math.abs(value) : value)),
      );
      const tensors = values.map((value) => tf.tensor(value));
      const before = tf.memory().numTensors;
      const result = runAll(
        name,
        Object.fromEntries(operands.map((operand, i) => [operand, tensors[i] as tf.Tensor])),
        attrs,
      );
      expect(result).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
      const expected = Array.from({ length: size }, (_, i) => step(values.map((value) => value[i] ?? 0)));
      tensors.forEach((tensor, which) =>
        expectValues(
          tensor,
          expected.map((row) => row[which] ?? NaN),
          1e-6,
        ),
      );
    });
  }
}

it('SgdUpdate', () => {
  check({
    name: 'SgdUpdate',
    attrs: { learningRate: 0.3 },
    operands: ['variable', 'gradient'],
    step: ([w = 0, g = 0]) => [w - 0.3 * g, g],
  });
});

it.each([false, true])('SgdMomentumUpdate, nesterov %s', (nesterov) => {
  check({
    name: 'SgdMomentumUpdate',
    attrs: { learningRate: 0.3, momentum: 0.9, nesterov },
    operands: ['variable', 'momentum', 'gradient'],
    step: ([w = 0, m = 0, g = 0]) => {
      const velocity = 0.9 * m - 0.3 * g;
      return [w + (nesterov ? 0.9 * velocity - 0.3 * g : velocity), velocity, g];
    },
  });
});

it('AdamUpdate', () => {
  check({
    name: 'AdamUpdate',
    attrs: { alpha: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    operands: ['variable', 'm', 'v', 'gradient'],
    step: ([w = 0, m = 0, v = 0, g = 0]) => {
      const mean = m + (g - m) * 0.1;
      const square = v + (g * g - v) * 0.01;
      return [w - (0.01 * mean) / (Math.sqrt(square) + 1e-7), mean, square, g];
    },
  });
});

it('AmsgradUpdate', () => {
  check({
    name: 'AmsgradUpdate',
    attrs: { alpha: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    operands: ['variable', 'm', 'v', 'vMax', 'gradient'],
    step: ([w = 0, m = 0, v = 0, vMax = 0, g = 0]) => {
      const mean = m + (g - m) * 0.1;
      const square = v + (g * g - v) * 0.01;
      const largest = Math.max(vMax, square);
      return [w - (0.01 * mean) / (Math.sqrt(largest) + 1e-7), mean, square, largest, g];
    },
  });
});

describe('RmspropUpdate', () => {
  const attrs = { learningRate: 0.01, rho: 0.9, momentum: 0.8, epsilon: 1e-3 };

  it('alone', () => {
    check({
      name: 'RmspropUpdate',
      attrs,
      operands: ['variable', 'velocity', 'gradient'],
      step: ([w = 0, v = 0, g = 0]) => {
        const square = 0.9 * v + 0.1 * g * g;
        return [w - (0.01 * g) / Math.sqrt(square + 1e-3), square, g];
      },
    });
  });

  it('with momentum', () => {
    check({
      name: 'RmspropUpdate',
      attrs,
      operands: ['variable', 'velocity', 'momentum', 'gradient'],
      step: ([w = 0, v = 0, m = 0, g = 0]) => {
        const square = 0.9 * v + 0.1 * g * g;
        const step = 0.8 * m + (0.01 * g) / Math.sqrt(square + 1e-3);
        return [w - step, square, step, g];
      },
    });
  });

  it('centered', () => {
    // The square of the mean never exceeds the mean of the squares when both start from 0.
    tf.tidy(() => {
      const [variable, velocity, averageGradient] = [tf.tensor([1]), tf.tensor([0]), tf.tensor([0])];
      let [w, v, a] = [1, 0, 0];
      for (const g of [0.5, -0.3, 0.9]) {
        runAll('RmspropUpdate', { variable, velocity, averageGradient, gradient: tf.tensor([g]) }, attrs);
        v = 0.9 * v + 0.1 * g * g;
        a = 0.9 * a + 0.1 * g;
        w -= (0.01 * g) / Math.sqrt(v - a * a + 1e-3);
      }
      expectValues(variable, [w], 1e-6);
      expectValues(averageGradient, [a], 1e-6);
    });
  });
});

it('AdagradUpdate', () => {
  check({
    name: 'AdagradUpdate',
    attrs: { learningRate: 0.1, epsilon: 1e-7 },
    operands: ['variable', 'accumulator', 'gradient'],
    step: ([w = 0, a = 0, g = 0]) => [w - (0.1 * g) / Math.sqrt(a + g * g + 1e-7), a + g * g, g],
  });
});

it('AdadeltaUpdate', () => {
  check({
    name: 'AdadeltaUpdate',
    attrs: { learningRate: 0.1, rho: 0.9, epsilon: 1e-3 },
    operands: ['variable', 'accumulatedGradient', 'accumulatedStep', 'gradient'],
    step: ([w = 0, a = 0, d = 0, g = 0]) => {
      const square = 0.9 * a + 0.1 * g * g;
      const step = (g * Math.sqrt(d + 1e-3)) / Math.sqrt(square + 1e-3);
      return [w - 0.1 * step, square, 0.9 * d + 0.1 * step * step, g];
    },
  });
});

it('AdamaxUpdate', () => {
  check({
    name: 'AdamaxUpdate',
    attrs: { alpha: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    operands: ['variable', 'm', 'u', 'gradient'],
    step: ([w = 0, m = 0, u = 0, g = 0]) => {
      const mean = m + (g - m) * 0.1;
      const norm = Math.max(0.99 * u, Math.abs(g));
      return [w - (0.01 * mean) / (norm + 1e-7), mean, norm, g];
    },
  });
});

it('NadamUpdate', () => {
  check({
    name: 'NadamUpdate',
    attrs: { learningRate: 0.01, beta1: 0.9, beta2: 0.99, mFactor: 1.2, gFactor: 0.3, vFactor: 1.5, epsilon: 1e-7 },
    operands: ['variable', 'm', 'v', 'gradient'],
    step: ([w = 0, m = 0, v = 0, g = 0]) => {
      const mean = m + (g - m) * 0.1;
      const square = v + (g * g - v) * 0.01;
      return [w - (0.01 * (1.2 * mean + 0.3 * g)) / (Math.sqrt(1.5 * square) + 1e-7), mean, square, g];
    },
  });
});

it('LionUpdate', () => {
  check({
    name: 'LionUpdate',
    attrs: { learningRate: 0.01, beta1: 0.9, beta2: 0.99 },
    operands: ['variable', 'm', 'gradient'],
    step: ([w = 0, m = 0, g = 0]) => [w - 0.01 * Math.sign(0.9 * m + 0.1 * g), m + (g - m) * 0.01, g],
  });
});

it('AverageUpdate', () => {
  check({
    name: 'AverageUpdate',
    attrs: { momentum: 0.9 },
    operands: ['variable', 'target'],
    step: ([average = 0, x = 0]) => [0.9 * average + 0.1 * x, x],
  });
});

it.each([0.5, 0, 0.7, 1])('FtrlUpdate, power %s', (power) => {
  check({
    name: 'FtrlUpdate',
    attrs: { learningRate: 0.1, power, l1: 0.3, l2: 0.2, shrinkage: 0.05 },
    operands: ['variable', 'accumulator', 'linear', 'gradient'],
    step: ([w = 0, n = 0, z = 0, g = 0]) => {
      const sum = n + g * g;
      const linear = z + g + 0.1 * w - ((sum ** power - n ** power) / 0.1) * w;
      const clipped = Math.min(Math.max(linear, -0.3), 0.3);
      return [(clipped - linear) / (sum ** power / 0.1 + 0.4), sum, linear, g];
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
    attrs: { learningRate: 0.1, beta1: 0.9, beta2: 0.99, vFactor: 1.5, part: 0.25, epsilon: 1e-3 },
    operands: ['variable', 'z', 'v', 'gradient'],
    step: ([w = 0, z = 0, v = 0, g = 0]) => {
      const square = 0.99 * v + 0.01 * g * g;
      const point = z - (0.1 * g) / (Math.sqrt(1.5 * square) + 1e-3);
      const average = (w - 0.1 * z) / 0.9;
      return [0.1 * point + 0.9 * (0.75 * average + 0.25 * point), point, square, g];
    },
  });
});

describe('LambUpdate', () => {
  const attrs = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, mFactor: 1.2, vFactor: 1.5, epsilon: 1e-3 };

  // Sums go on in double precision after 1024 values.
  it.each([1, 3, 4, 6, 129, 3075])('of %s values', (size) => {
    const random = new Random(size);
    const [w, m, v, g] = [0, 1, 2, 3].map(() => random.values(size)) as [Weights, Weights, Weights, Weights];
    const squares = v.map(Math.abs);
    const mean = Array.from(m, (value, i) => 0.9 * value + 0.1 * (g[i] ?? NaN));
    const square = Array.from(squares, (value, i) => 0.99 * value + 0.01 * (g[i] ?? NaN) ** 2);
    const step = mean.map((value, i) => (1.2 * value) / (Math.sqrt(1.5 * (square[i] ?? NaN)) + 1e-3));
    const rate = (0.1 * Math.hypot(...w)) / Math.hypot(...step);
    tf.tidy(() => {
      const inputs = { variable: tf.tensor(w), m: tf.tensor(m), v: tf.tensor(squares), gradient: tf.tensor(g) };
      runAll('LambUpdate', inputs, attrs);
      expectValues(inputs.m, mean, 1e-6);
      expectValues(inputs.v, square, 1e-6);
      expectValues(
        inputs.variable,
        Array.from(w, (value, i) => value - rate * (step[i] ?? NaN)),
        1e-6,
      );
    });
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
