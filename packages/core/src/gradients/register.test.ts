import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './register.ts';
import { valueAndGradients } from './value-and-gradients.ts';

beforeAll(() => tf.setBackend('cpu'));

/** The derivative of `f` by the central difference, element by element. */
function numericGradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): number[] {
  const step = 1e-2;
  const values = [...x.dataSync()];
  const at = (i: number, delta: number): number => {
    const moved = values.map((value, k) => (k === i ? value + delta : value));
    return tf.tidy(() => f(tf.tensor(moved, x.shape)).dataSync()[0] ?? NaN);
  };
  return values.map((_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}

function arange(shape: number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Array.from({ length: size }, (_, i) => Math.sin(i * 1.7) * 2), shape); // prettier-ignore
}

const filter = arange([2, 2, 2, 3]) as tf.Tensor4D;
afterAll(() => filter.dispose());

it.each<[string, number[], (x: tf.Tensor) => tf.Tensor]>([
  ['convolution', [1, 3, 3, 2], (x) => tf.conv2d(x as tf.Tensor4D, filter, 1, 'same')],
  ['the filter of a convolution', [2, 2, 1, 2], (x) => tf.conv2d(arange([2, 3, 3, 1]) as tf.Tensor4D, x as tf.Tensor4D, 1, 'valid')], // prettier-ignore
  ['max pooling', [1, 4, 4, 2], (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')],
  ['average pooling', [1, 4, 4, 2], (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'same')],
  ['softmax', [2, 4], (x) => tf.softmax(x)],
  ['choice by comparison', [6], (x) => tf.where(tf.greater(x, 0.3), tf.square(x), tf.mul(x, 3))],
  ['choice by logic', [6], (x) => tf.where(tf.logicalNot(tf.logicalAnd(tf.less(x, 1), tf.equal(x, x))), x, tf.square(x))], // prettier-ignore
  ['matrix products', [2, 3], (x) => tf.matMul(x, x, true, false)],
  ['division and square root', [3], (x) => tf.div(tf.sqrt(tf.add(tf.square(x), 1)), tf.add(tf.square(x), 2))],
])('%s can be differentiated', (_, shape, op) => {
  const before = tf.memory().numTensors;
  const x = arange(shape);
  const f = (input: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      const y = op(input);
      return tf.sum(tf.mul(y, arange(y.shape)));
    });
  const { value, gradients } = valueAndGradients(() => f(x), [x]);
  const gradient = [...(gradients[0]?.dataSync() ?? [])];
  const expected = numericGradient(f, x);
  expect(gradient).toHaveLength(expected.length);
  gradient.forEach((g, i) => expect(g).toBeCloseTo(expected[i] ?? NaN, 1));
  tf.dispose([x, value, gradients[0] ?? value]);
  expect(tf.memory().numTensors).toBe(before);
});

it('gives null for a tensor that the value does not depend on', () => {
  const before = tf.memory().numTensors;
  const [x, unused] = [tf.scalar(3), tf.scalar(1)];
  const { value, gradients } = valueAndGradients(() => tf.square(x), [x, unused]);
  expect(value.dataSync()[0]).toBe(9);
  expect(gradients[0]?.dataSync()[0]).toBe(6);
  expect(gradients[1]).toBeNull();
  tf.dispose([x, unused, value, ...gradients.filter((gradient) => gradient !== null)]);
  expect(tf.memory().numTensors).toBe(before);
});

it('can be called again, and keeps a gradient that the app has registered', () => {
  registerGradients();
  const own = tf.getGradient('Square');
  registerGradients();
  expect(tf.getGradient('Square')).toBe(own);
});
