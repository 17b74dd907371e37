import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, shape, type Content } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const slopes: Record<string, (y: number) => number> = {
  linear: () => 1,
  relu: (y) => (y > 0 ? 1 : 0),
  relu6: (y) => (y > 0 && y < 6 ? 1 : 0),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  elu: (y) => (y < 0 ? y + 1 : 1),
};

const functions: Record<string, (z: number) => number> = {
  linear: (z) => z,
  relu: (z) => Math.max(z, 0),
  relu6: (z) => Math.min(Math.max(z, 0), 6),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  elu: (z) => (z < 0 ? Math.expm1(z) : z),
};

describe.each(Object.keys(slopes))('BiasActivationGrad of %s', (activation) => {
  const slope = slopes[activation] ?? Number;

  const check = (of: number[], kind: Content, seed: number): void => {
    const size = tf.util.sizeFromShape(of);
    const channels = of.at(-1) ?? 1;
    const random = new Random(seed);
    const y = draw(random, size, kind).map((value) => (activation === 'relu6' ? Math.fround(7 * value) : value));
    const dy = draw(random, size);
    const dz = dy.map((value, i) => value * slope(y[i] ?? 0));
    const db = new Float64Array(channels);
    dz.forEach((value, i) => (db[i % channels] = (db[i % channels] ?? 0) + value));
    dirtyHeap();
    tf.tidy(() => {
      const results = runAll('BiasActivationGrad', { dy: tf.tensor(dy, of), y: tf.tensor(y, of) }, { activation });
      expect(results.map((result) => result.shape)).toEqual([of, [channels]]);
      if (results[0]) expectRelative(results[0], dz);
      if (results[1]) expectValues(results[1], db);
    });
  };

  it('of any shape', () => {
    const shapes = shape({ least: 1, most: 4, max: 9 });
    fc.assert(fc.property(shapes, content, fc.nat(), check), { numRuns: 30, seed: 1 });
  });

  it('of many rows', () => {
    check([1100, 5], 'random', 1);
    check([2, 9, 9, 33], 'random', 2);
  });

  it('is the slope of the function', () => {
    const f = functions[activation] ?? Number;
    const step = 1e-4;
    // None of them lies at a kink.
    const z = [-7.5, -2.25, -0.5, -0.0625, 0.0625, 0.5, 2.25, 5.5, 6.5];
    tf.tidy(() => {
      const [dz] = runAll('BiasActivationGrad', { dy: tf.ones([9]), y: tf.tensor(z.map(f)) }, { activation });
      expectValues(
        dz as tf.Tensor,
        z.map((at) => (f(at + step) - f(at - step)) / (2 * step)),
      );
    });
  });
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
