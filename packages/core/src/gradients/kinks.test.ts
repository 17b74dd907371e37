import * as tf from '@tensorflow/tfjs-core';
import { backends, startBackend } from './testing/check-gradients.ts';

type F = (...x: tf.Tensor[]) => tf.Tensor;

/** Where a function has a corner, an edge or a pole: the gradients of its sum that TensorFlow has there too, or 0 for its NaN. */
const cases: [name: string, inputs: number[][], f: F, gradients: number[][]][] = [
  ['abs', [[0, -2]], tf.abs, [[0, -1]]],
  ['relu', [[0, 2]], tf.relu, [[0, 1]]],
  ['leakyRelu', [[0]], (x) => tf.leakyRelu(x, 0.5), [[0.5]]],
  ['clip at its limits', [[-1, 1]], (x) => tf.clipByValue(x, -1, 1), [[1, 1]]],
  ['sqrt', [[0]], tf.sqrt, [[Infinity]]],
  ['log', [[0]], tf.log, [[Infinity]]],
  ['div by 0', [[1, -1]], (x) => tf.div(x, 0), [[Infinity, Infinity]]],
  ['pow of 0', [[0, 0, 0, 0], [0, 1, 2, 3]], tf.pow, [[0, 1, 0, 0], [0, 0, 0, 0]]],
  ['pow of negative numbers', [[-2, -2, -2], [0, 1, 3]], tf.pow, [[0, 1, 12], [0, 0, 0]]],
  ['pow of a constant 0', [[0.5, 2]], (x) => tf.pow(0, x), [[0, 0]]],
  ['maximum of equals', [[1], [1]], tf.maximum, [[1], [0]]],
  ['minimum of equals', [[1], [1]], tf.minimum, [[1], [0]]],
  ['max of equals', [[3, 3, 1]], (x) => tf.max(x), [[0.5, 0.5, 0]]],
  ['prod with a zero', [[2, 0, 3]], (x) => tf.prod(x), [[0, 6, 0]]],
  ['prod with two zeros', [[0, 0, 3]], (x) => tf.prod(x), [[0, 0, 0]]],
  ['the norm of zeros', [[0, 0]], (x) => tf.norm(x), [[0, 0]]],
  ['the norm of zeros along an axis', [[0, 0]], (x) => tf.norm(tf.reshape(x, [1, 2]), 2, 1, true), [[0, 0]]],
  ['the norm of one number', [[-3, 0]], (x) => tf.norm(tf.reshape(x, [2, 1]), 'euclidean', 1), [[-1, 0]]],
  ['the norm of order 1 of zeros', [[0, -2]], (x) => tf.norm(x, 1), [[0, -1]]],
  ['the norm of a scalar 0', [[0]], (x) => tf.norm(tf.reshape(x, [])), [[0]]],
  ['floorDiv', [[4], [2]], tf.floorDiv, [[0], [0]]],
  ['softplus far out', [[-1000, 1000]], tf.softplus, [[0, 1]]],
  ['sigmoid far out', [[-1000, 1000]], tf.sigmoid, [[0, 0]]],
  ['tanh far out', [[-1000, 1000]], tf.tanh, [[0, 0]]],
  ['softmax of far apart', [[-1000, 1000]], (x) => tf.mul(tf.softmax(x), [1, 2]), [[0, 0]]],
  ['logSoftmax of far apart', [[-1000, 1000]], (x) => tf.mul(tf.logSoftmax(x), [1, 0]), [[1, -1]]],
  ['logSumExp of far apart', [[-1000, 1000]], (x) => tf.logSumExp(x), [[0, 1]]],
  ['elu far out', [[-1000, 1000]], tf.elu, [[0, 1]]],
]; // prettier-ignore

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(cases)('%s', (...[, inputs, f, expected]) => {
    tf.tidy(() => {
      const gradients = tf.grads((...x) => tf.sum(f(...x)))(inputs.map((input) => tf.tensor1d(input)));
      expect(gradients.map((gradient) => Array.from(gradient.dataSync(), (value) => value + 0))).toEqual(expected);
    });
  });
});
