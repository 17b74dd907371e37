import * as tf from '@tensorflow/tfjs-core';
import { expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

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
        random.values(size).map((value) => (operand === 'v' ? Math.abs(value) : value)),
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

it('refuses operands of other sizes or types', () => {
  tf.tidy(() => {
    const inputs = { variable: tf.ones([4]), gradient: tf.ones([3]) };
    expect(() => runAll('SgdUpdate', inputs, { learningRate: 1 })).toThrow(
      'sgdUpdate: expected `gradient` to hold 4 float32 values like `variable`. Received: float32[3]',
    );
    expect(() => runAll('SgdUpdate', { variable: tf.ones([4]) }, { learningRate: 1 })).toThrow('Received: nothing');
  });
});
