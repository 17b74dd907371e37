import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { content, draw, extent } from '../testing/arbitraries.ts';
import { dirtyHeap, expectRelative, expectValues, Random, runAll, startBackend } from '../testing/harness.ts';

beforeAll(startBackend);

const cases = fc.record({
  size: extent(70),
  momentum: fc.constantFrom(0, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1),
  kinds: fc.tuple(content, content),
  seed: fc.nat(),
});

it('assigns values and moves them to a mean, in place', () => {
  fc.assert(
    fc.property(cases, ({ size, momentum, kinds, seed }) => {
      const random = new Random(seed);
      const [start, target, next] = [draw(random, size, kinds[0]), draw(random, size, kinds[1]), draw(random, size)];
      dirtyHeap();
      const variable = tf.variable(tf.tensor(start));
      const { dataId } = variable;
      tf.tidy(() => {
        runAll('MovingAverage', { variable, value: tf.tensor(target) }, { momentum });
        expectRelative(
          variable,
          start.map((value, i) => value * momentum + (target[i] ?? 0) * (1 - momentum)),
        );
        runAll('Assign', { variable, value: tf.tensor(next) });
        expectValues(variable, next, 0);
      });
      expect(variable.dataId).toBe(dataId);
      variable.dispose();
    }),
    { numRuns: 80, seed: 1 },
  );
});

it('moves slowly by the part it should, and comes to rest where it should', () => {
  tf.tidy(() => {
    const [zeros, value] = [tf.variable(tf.zeros([5])), tf.fill([5], 3)];
    runAll('MovingAverage', { variable: zeros, value }, { momentum: 0.9999 });
    expectRelative(zeros, Array<number>(5).fill(3e-4));
    const mean = tf.variable(tf.fill([5], 3));
    for (let i = 0; i < 2000; i++) runAll('MovingAverage', { variable: mean, value }, { momentum: 0.999 });
    expectValues(mean, Array<number>(5).fill(3), 1e-7);
    runAll('MovingAverage', { variable: mean, value: tf.fill([5], 1e-6) }, { momentum: 0 });
    expectRelative(mean, Array<number>(5).fill(1e-6));
    tf.dispose([zeros, mean]);
  });
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
