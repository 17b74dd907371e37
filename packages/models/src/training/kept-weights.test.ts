import { Dense } from '@argali/layers';
import { Adam, SGD, type Optimizer } from '@argali/training';
import { registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EarlyStopping } from '../callbacks/early-stopping.ts';
import { LambdaCallback } from '../callbacks/lambda-callback.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';

beginEachTest();

const numbersOf = (tensors: readonly Tensor[]): number[][] => tensors.map((tensor) => [...tensor.dataSync()]);

const { x, y } = line(16);

function lineModel(optimizer: Optimizer): Sequential {
  const model = new Sequential([new Dense({ units: 3, inputShape: [2] }), new Dense({ units: 1 })]);
  model.compile({ optimizer, loss: 'mse' });
  return model;
}

const optimizers: [string, () => Optimizer][] = [
  ['SGD', () => new SGD({ learningRate: 0.05 })],
  ['SGD with momentum', () => new SGD({ learningRate: 0.05, momentum: 0.9, nesterov: true })],
  ['Adam', () => new Adam({ learningRate: 0.05 })],
  ['Adam with moving averages', () => new Adam({ learningRate: 0.05, useEma: true, emaOverwriteFrequency: 3 })],
];

describe.each(['cpu', 'wasm'])('weights that somebody keeps, on %s', (backend) => {
  beforeAll(async () => {
    await registerTrainingKernels();
    await tf.setBackend(backend);
  });

  it.each(optimizers)('do not change when training goes on: %s', async (_, make) => {
    const before = tf.memory().numTensors;
    const optimizer = make();
    const model = lineModel(optimizer);
    await model.fit(x, y, { epochs: 2, batchSize: 4, ...silent });
    const [weights, state] = [model.getWeights(), optimizer.getWeights()];
    const [weightsThen, stateThen] = [numbersOf(weights), numbersOf(state)];
    const isUntouched = (): void => {
      expect(numbersOf(weights)).toEqual(weightsThen);
      expect(numbersOf(state)).toEqual(stateThen);
      expect(model.weights.map(({ value }) => [...value.dataSync()])).not.toEqual(weightsThen);
    };
    await model.fit(x, y, { epochs: 1, batchSize: 4, ...silent });
    isUntouched();
    model.setWeights(weights);
    optimizer.setWeights(state);
    await model.fit(x, y, { epochs: 1, batchSize: 4, ...silent });
    isUntouched();
    tf.dispose([weights, state]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(optimizers)('come back at the end of early stopping: %s', async (_, make) => {
    const model = lineModel(make());
    const seen: number[][][] = [];
    await model.fit(x, y, {
      epochs: 4,
      batchSize: 4,
      callbacks: [
        new LambdaCallback({
          onEpochEnd: () => void seen.push(model.weights.map(({ value }) => [...value.dataSync()])),
        }),
        // The loss falls, so the first epoch is the best.
        new EarlyStopping({ monitor: 'loss', mode: 'max', patience: 10, restoreBestWeights: true }),
      ],
      ...silent,
    });
    expect(seen).toHaveLength(4);
    expect(seen[3]).not.toEqual(seen[0]);
    expect(model.weights.map(({ value }) => [...value.dataSync()])).toEqual(seen[0]);
    model.dispose();
  });
});
