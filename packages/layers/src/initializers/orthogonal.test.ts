import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Orthogonal } from './orthogonal.ts';
import { orthonormalize } from './orthonormalize.ts';

beforeAll(() => tf.setBackend('cpu'));

/** The largest difference between `a · b` and the identity. */
function distanceFromIdentity(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => {
    const product = tf.matMul(a, b);
    return tf.max(tf.abs(tf.sub(product, tf.eye(product.shape[0])))).dataSync()[0] ?? NaN;
  });
}

it.each([[[6, 6]], [[40, 8]], [[8, 40]], [[3, 3, 4, 5]], [[2, 1, 30]], [[1, 1]], [[100, 100]]])(
  'shape %p has orthonormal columns, or rows where they are fewer',
  (shape) => {
    const before = tf.memory().numTensors;
    const value = new Orthogonal({ seed: 2 }).call(shape);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(value.shape).toEqual(shape);
    const matrix = tf.reshape(value, [-1, shape[shape.length - 1] ?? 1]);
    const transposed = tf.transpose(matrix);
    const [rows = 0, columns = 0] = matrix.shape;
    const distance =
      rows >= columns ? distanceFromIdentity(transposed, matrix) : distanceFromIdentity(matrix, transposed);
    expect(distance).toBeLessThan(1e-6);
    tf.dispose([value, matrix, transposed]);
  },
);

it('multiplies by the gain', () => {
  const [plain, doubled] = [new Orthogonal({ seed: 2 }), new Orthogonal({ seed: 2, gain: 2 })];
  const [a, b] = [plain.call([3, 3]), doubled.call([3, 3])];
  const expected = [...a.dataSync()].map((value) => 2 * value);
  b.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 6));
  expect(doubled.getConfig()).toEqual({ gain: 2, seed: 2 });
  tf.dispose([a, b]);
});

it('gives every sign equally often, as uniformly distributed matrices do', () => {
  let positive = 0;
  for (let seed = 0; seed < 400; seed++) {
    const value = new Orthogonal({ seed }).call([2, 2]);
    if ((value.dataSync()[3] ?? 0) > 0) positive++;
    value.dispose();
  }
  expect(Math.abs(positive - 200)).toBeLessThan(50);
});

it('is the Q of a QR decomposition with a positive diagonal of R', () => {
  // By hand: (3, 4) / 5, and (1, 0) less its part along it, (0.64, -0.48) / 0.8.
  const vectors = Float64Array.of(3, 4, 1, 0);
  orthonormalize(vectors, 2);
  [0.6, 0.8, 0.8, -0.6].forEach((value, i) => expect(vectors[i]).toBeCloseTo(value, 12));
});

it.each([[[]], [[3]]])('refuses the shape %p', (shape) => {
  expect(() => new Orthogonal().call(shape)).toThrow(ShapeError);
  expect(() => new Orthogonal().call(shape)).toThrow('Orthogonal: expected a shape of rank 2 or more.');
});

it('refuses a gain that is no number', () => {
  expect(() => new Orthogonal({ gain: NaN })).toThrow(ArgumentError);
});
