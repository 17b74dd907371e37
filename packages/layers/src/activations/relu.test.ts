import '@tensorflow/tfjs-backend-cpu';
import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { relu, type ReluOptions } from './relu.ts';

beforeAll(() => tf.setBackend('cpu'));

const grid = [-10, -1, 0.25, 0.75, 1.5, 3, 10];

it.each<[ReluOptions, number[], number[]]>([
  [{}, [0, 0, 0.25, 0.75, 1.5, 3, 10], [0, 0, 1, 1, 1, 1, 1]],
  [{ maxValue: null, threshold: 0, negativeSlope: 0 }, [0, 0, 0.25, 0.75, 1.5, 3, 10], [0, 0, 1, 1, 1, 1, 1]],
  [{ maxValue: 2 }, [0, 0, 0.25, 0.75, 1.5, 2, 2], [0, 0, 1, 1, 1, 0, 0]],
  [{ negativeSlope: 0.5 }, [-5, -0.5, 0.25, 0.75, 1.5, 3, 10], [0.5, 0.5, 1, 1, 1, 1, 1]],
  [{ threshold: 0.5 }, [0, 0, 0, 0.75, 1.5, 3, 10], [0, 0, 0, 1, 1, 1, 1]],
  [{ threshold: 1, maxValue: 2 }, [0, 0, 0, 0, 1.5, 2, 2], [0, 0, 0, 0, 1, 0, 0]],
  [
    { threshold: 1, maxValue: 2, negativeSlope: 0.5 },
    [-5.5, -1, -0.375, -0.125, 1.5, 2, 2],
    [0.5, 0.5, 0.5, 0.5, 1, 0, 0],
  ],
])('%p', (options, expected, slopes) => {
  const x = tf.tensor(grid);
  const before = tf.memory().numTensors;
  const y = relu(x, options);
  expect(tf.memory().numTensors).toBe(before + 1);
  const { value, gradients } = valueAndGradients(() => tf.sum(relu(x, options)), [x]);
  expect([...y.dataSync()]).toEqual(expected);
  expect([...(gradients[0]?.dataSync() ?? [])].map(Math.abs)).toEqual(slopes);
  tf.dispose([x, y, value, gradients[0] ?? value]);
});
