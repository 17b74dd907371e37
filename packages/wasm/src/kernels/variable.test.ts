import * as tf from '@tensorflow/tfjs-core';
import { dirtyHeap, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

it.each([1, 3, 4, 5, 64, 67])('assigns %d values and moves them to a mean, in place', (size) => {
  const random = new Random(size);
  const [start, target, next] = [random.values(size), random.values(size), random.values(size)];
  dirtyHeap();
  const variable = tf.variable(tf.tensor(start));
  const { dataId } = variable;
  const momentum = 0.99;
  tf.tidy(() => {
    runAll('MovingAverage', { variable, value: tf.tensor(target) }, { momentum });
    expectValues(
      variable,
      start.map((value, i) => value * momentum + (target[i] ?? 0) * (1 - momentum)),
      1e-6,
    );
    runAll('Assign', { variable, value: tf.tensor(next) });
    expectValues(variable, next, 0);
  });
  expect(variable.dataId).toBe(dataId);
  variable.dispose();
});

it('assigns booleans, and refuses other types and sizes', () => {
  const variable = tf.variable(tf.tensor1d([true, false, true]));
  tf.tidy(() => {
    runAll('Assign', { variable, value: tf.tensor1d([false, false, true]) });
    expect([...variable.dataSync()]).toEqual([0, 0, 1]);
    const wrong = [tf.tensor1d([1, 2, 3]), tf.tensor1d([true, false])];
    for (const value of wrong)
      expect(() => runAll('Assign', { variable, value })).toThrow('expected `value` to hold 3 bool values');
  });
  variable.dispose();
});
