import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, logSoftmaxOfRows, runKernel } from './kernels.ts';

beforeAll(() => tf.setBackend('cpu'));

it('knows the kernels of the current backend', () => {
  expect([hasKernel('Add'), hasKernel('NoSuchKernel')]).toEqual([true, false]);
});

it('runs them by name and returns their outputs as a list', () => {
  const before = tf.memory().numTensors;
  const [a, b] = [tf.tensor([1, 2]), tf.tensor([10, 20])];
  const outputs = runKernel('Add', { a, b });
  expect(outputs.map((output) => [...output.dataSync()])).toEqual([[11, 22]]);
  const parts = runKernel('SplitV', { x: a }, { numOrSizeSplits: [1, 1], axis: 0 });
  expect(parts.map((part) => [...part.dataSync()])).toEqual([[1], [2]]);
  tf.dispose([a, b, ...outputs, ...parts]);
  expect(tf.memory().numTensors).toBe(before);
});

it('gives log-probabilities along the last axis also where there is no kernel of them', () => {
  tf.tidy(() => {
    const y = logSoftmaxOfRows(tf.tensor2d([0, 0, Math.log(3), 1000, 0, 0], [2, 3])).dataSync();
    [-Math.log(5), -Math.log(5), Math.log(0.6), 0, -1000, -1000].forEach((value, i) =>
      expect(y[i]).toBeCloseTo(value, 5),
    );
  });
});
