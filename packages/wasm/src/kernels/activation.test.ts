import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const slopes: Record<string, (y: number) => number> = {
  linear: () => 1,
  relu: (y) => (y > 0 ? 1 : 0),
  relu6: (y) => (y > 0 && y < 6 ? 1 : 0),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  elu: (y) => (y < 0 ? y + 1 : 1),
};

it.each(Object.keys(slopes))('BiasActivationGrad of %s', (activation) => {
  const slope = slopes[activation] ?? Number;
  for (const shape of [[7], [5, 3], [2, 3, 4], [2, 9, 9, 33], [1100, 5]]) {
    const size = tf.util.sizeFromShape(shape);
    const channels = shape.at(-1) ?? 1;
    const random = new Random(size);
    const y = random.values(size).map((value) => (activation === 'relu6' ? 7 * value : value));
    const dy = random.values(size);
    const dz = Array.from(dy, (value, i) => value * slope(y[i] ?? 0));
    const db = new Float64Array(channels);
    dz.forEach((value, i) => (db[i % channels] = (db[i % channels] ?? 0) + value));
    dirtyHeap();
    tf.tidy(() => {
      const results = runAll(
        'BiasActivationGrad',
        { dy: tf.tensor(dy, shape), y: tf.tensor(y, shape) },
        { activation },
      );
      expect(results.map((result) => result.shape)).toEqual([shape, [channels]]);
      if (results[0]) expectValues(results[0], dz);
      if (results[1]) expectValues(results[1], db);
    });
  }
});

it('linear shares the gradient', () => {
  const before = tf.memory();
  const [dy, y] = [tf.ones([4, 2]), tf.ones([4, 2])];
  const [dz, db] = runAll('BiasActivationGrad', { dy, y }, { activation: 'linear' });
  expect(tf.memory().numDataBuffers - before.numDataBuffers).toBe(3);
  dy.dispose();
  expect(Array.from(dz?.dataSync() ?? [])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  tf.dispose([y, dz, db] as tf.Tensor[]);
  expect(tf.memory().numTensors).toBe(before.numTensors);
});

it('refuses an activation it does not know', () => {
  tf.tidy(() => {
    expect(() => runAll('BiasActivationGrad', { dy: tf.ones([2]), y: tf.ones([2]) }, { activation: 'gelu' })).toThrow(
      'expected `activation` to be one of elu, linear, relu, relu6, sigmoid, tanh. Received: gelu',
    );
  });
});
