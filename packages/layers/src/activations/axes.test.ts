import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { annotationOf, ArgumentError, ShapeError, valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { withScope } from '../engine/call-context.ts';
import { glu } from './glu.ts';
import { logSoftmax } from './log-softmax.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';
import { sparsemax } from './sparsemax.ts';

type AxisFunction = (x: Tensor, axis?: number) => Tensor;

/** Values and gradient, for the weights 1, -2, 3, … of the outputs. */
function evaluate(f: (x: Tensor) => Tensor, x: Tensor): { y: number[]; gradient: number[] } {
  return tf.tidy(() => {
    const weighted = (y: Tensor): Tensor => {
      const weights = Array.from({ length: y.size }, (_, i) => (i % 2 === 0 ? i + 1 : -i - 1));
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
    };
    const { gradients } = valueAndGradients(() => weighted(f(x)), [x]);
    return { y: [...f(x).dataSync()], gradient: [...(gradients[0]?.dataSync() ?? [])] };
  });
}

function expectClose(actual: readonly number[], expected: readonly number[], digits: number = 5): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, digits));
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it('softmax and its logarithm', () => {
    const x = tf.tensor([Math.log(1), Math.log(3), Math.log(4)]);
    expectClose(evaluate(softmax, x).y, [0.125, 0.375, 0.5]);
    expectClose(evaluate(logSoftmax, x).y, [1 / 8, 3 / 8, 1 / 2].map(Math.log));
    // p · (w - Σ p w), with w = 1, -2, 3.
    expectClose(evaluate(softmax, x).gradient, [0.125 * 0.125, 0.375 * -2.875, 0.5 * 2.125]);
    // w - p · Σ w.
    expectClose(evaluate(logSoftmax, x).gradient, [1 - 0.25, -2 - 0.75, 3 - 1]);
    x.dispose();
  });

  it('softmax of ±1e4 is exact', () => {
    const x = tf.tensor([1e4, -1e4, 1e4]);
    expect(evaluate(softmax, x).y).toEqual([0.5, 0, 0.5]);
    expectClose(evaluate(logSoftmax, x).y, [-Math.LN2, -2e4 - Math.LN2, -Math.LN2], 1);
    expect(evaluate(softmax, x).gradient.every(Number.isFinite)).toBe(true);
    x.dispose();
  });

  it.each<[string, { values: number[]; expected: number[]; slopes: number[] }]>([
    ['one value far ahead', { values: [2, 0, -1], expected: [1, 0, 0], slopes: [0, 0, 0] }],
    // Running sums 1, 1.5; tau = (1 + 1.5 - 1) / 2 = 0.75, of slope 1 in the first value and 1/2 in the second.
    ['a support of two', { values: [1, 0.5, -3], expected: [0.25, 0, 0], slopes: [1 - 1, -0.5, 0] }],
    ['in another order', { values: [-3, 0.5, 1], expected: [0, 0, 0.25], slopes: [0, -1.5, 0] }],
    ['large values', { values: [1e4, -1e4, 0], expected: [1, 0, 0], slopes: [0, 0, 0] }],
  ])('sparsemax: %s', (_, { values, expected, slopes }) => {
    const x = tf.tensor([values]);
    const { y, gradient } = evaluate(sparsemax, x);
    expectClose(y, expected);
    expectClose(gradient, slopes);
    x.dispose();
  });

  it('glu gates the first half by the second', () => {
    const x = tf.tensor([1, 2, 0, Math.log(3)], [1, 4]);
    const { y, gradient } = evaluate(glu, x);
    expectClose(y, [0.5, 1.5]);
    expectClose(gradient, [0.5, -1.5, 0.25, -2 * 2 * 0.1875]);
    x.dispose();
  });

  it.each<[string, AxisFunction]>([
    ['softmax', softmax],
    ['logSoftmax', logSoftmax],
    ['sparsemax', sparsemax],
    ['glu', glu],
  ])('%s along any axis is that along the last, moved, and leaves no tensor behind', (_, f) => {
    const x = tf.tensor(
      Array.from({ length: 48 }, (_, i) => Math.sin(i * 1.3)),
      [2, 4, 6],
    );
    const before = tf.memory().numTensors;
    for (const [axis, order] of [
      [0, [2, 1, 0]],
      [1, [0, 2, 1]],
      [-3, [2, 1, 0]],
      [-2, [0, 2, 1]],
    ] as const) {
      const { y, gradient } = evaluate((t) => f(t, axis), x);
      const moved = evaluate((t) => tf.transpose(f(tf.transpose(t, [...order])), [...order]), x);
      expectClose(y, moved.y);
      expectClose(gradient, moved.gradient);
      const out = f(x, axis);
      expect(tf.memory().numTensors).toBe(before + 1);
      out.dispose();
    }
    expect(() => f(x, 3)).toThrow(ArgumentError);
    expect(() => f(x, -4)).toThrow('to be an axis of a tensor of rank 3. Received: axis=-4');
    expect(() => f(x, 0.5)).toThrow(ArgumentError);
    x.dispose();
  });
});

it('softmax over several axes sums to 1 over all of them', () => {
  const x = tf.tensor([0, Math.log(2), Math.log(3), Math.log(4)], [1, 2, 1, 2]);
  const y = softmax(x, [1, -1]);
  expect(y.shape).toEqual([1, 2, 1, 2]);
  expectClose([...y.dataSync()], [0.1, 0.2, 0.3, 0.4]);
  expect(() => softmax(x, [])).toThrow('softmax: expected `axis` to be an axis of a tensor of rank 4');
  tf.dispose([x, y]);
});

it('glu wants an even size', () => {
  const x = tf.zeros([2, 3]);
  expect(() => glu(x)).toThrow(ShapeError);
  expect(() => glu(x)).toThrow('glu: expected axis -1 of `x` to have an even size');
  x.dispose();
});

it('in a training step softmax and sigmoid remember their logits, else not', () => {
  const x = tf.zeros([1, 2]);
  const kept = withScope({ training: true, keepLogits: true }, () => [softmax(x), sigmoid(x), softmax(x, 0)]);
  const plain = [softmax(x), withScope({ training: false }, () => sigmoid(x))];
  expect(kept.map((y) => annotationOf(y).logits?.activation)).toEqual(['softmax', 'sigmoid', 'softmax']);
  expect(kept.map((y) => annotationOf(y).logits?.axis)).toEqual([x.rank - 1, undefined, 0]);
  expect(kept.map((y) => annotationOf(y).logits?.tensor)).toEqual([x, x, x]);
  expect(plain.map((y) => annotationOf(y).logits)).toEqual([undefined, undefined]);
  tf.dispose([x, ...kept, ...plain]);
});
