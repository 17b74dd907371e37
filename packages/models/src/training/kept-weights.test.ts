import { BatchNormalization, Dense, LSTM, Reshape, SpectralNormalization, type Layer } from '@argali/layers';
import { Adam, SGD, type Optimizer } from '@argali/training';
import { setRandomSeed, setStepRecorder } from '@argali/core';
import { recordKernels, registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { EarlyStopping } from '../callbacks/early-stopping.ts';
import { LambdaCallback } from '../callbacks/lambda-callback.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';

beginEachTest();

beforeAll(() => setStepRecorder('wasm', recordKernels));
afterAll(() => setStepRecorder('wasm', null));

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

const stateful: [string, () => Layer[]][] = [
  ['BatchNormalization', () => [new BatchNormalization({ momentum: 0.5 })]],
  ['batch renormalization', () => [new BatchNormalization({ momentum: 0.5, renorm: true })]],
  ['SpectralNormalization', () => [new SpectralNormalization({ layer: new Dense({ units: 3 }) })]],
  [
    'a stateful LSTM',
    () => [new Reshape({ targetShape: [3, 1] }), new LSTM({ units: 2, stateful: true, recurrentInitializer: 'ones' })],
  ],
  ['a constraint', () => [new Dense({ units: 3, kernelConstraint: 'unitNorm' })]],
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

  it.each(stateful)('do not change in the steps after the callback that took them: %s', async (_, layers) => {
    const before = tf.memory().numTensors;
    const run = async (compile: object): Promise<{ kept: Tensor[]; then: number[][] }> => {
      setRandomSeed(3);
      const model = new Sequential([
        new Dense({ units: 3, batchInputShape: [4, 2] }),
        ...layers(),
        new Dense({ units: 1 }),
      ]);
      const optimizer = new Adam({ learningRate: 0.05 });
      model.compile({ optimizer, loss: 'mse', ...compile });
      const kept: Tensor[] = [];
      const then: number[][] = [];
      const keep = (): void => {
        const shapes = model.weights.map(({ value }) => tf.reshape(value, [-1]));
        const taken = [...model.getWeights(), ...optimizer.getWeights(), ...shapes];
        kept.push(...taken);
        then.push(...numbersOf(taken));
      };
      const callbacks = [new LambdaCallback({ onTrainBatchEnd: keep })];
      await model.fit(x, y, { epochs: 3, batchSize: 4, shuffle: false, callbacks, ...silent });
      model.dispose();
      return { kept, then };
    };
    const eager = await run({ runEagerly: true });
    const recorded = await run({});
    expect(recorded.then).toEqual(eager.then);
    expect(numbersOf(recorded.kept)).toEqual(recorded.then);
    expect(numbersOf(eager.kept)).toEqual(eager.then);
    tf.dispose([eager.kept, recorded.kept]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that were set do not change either, nor does what shares their memory', async () => {
    const model = new Sequential([new BatchNormalization({ momentum: 0.5, inputShape: [2] }), new Dense({ units: 1 })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const given = model.weights.map(({ shape }) => tf.fill(shape, 0.5));
    const views = given.map((tensor) => tf.reshape(tensor, [-1, 1]));
    model.setWeights(given);
    // As a program does that knows tfjs: the variable and the tensor share their memory from here on.
    model.weights.forEach(({ value }, i) => value.assign(given[i] ?? value));
    await model.fit(x, y, { epochs: 3, batchSize: 4, ...silent });
    for (const numbers of numbersOf([...given, ...views])) expect(new Set(numbers)).toEqual(new Set([0.5]));
    expect(model.weights.map(({ value }) => value.dataSync()[0])).not.toContain(0.5);
    tf.dispose([given, views]);
    model.dispose();
  });
});

it('weights that were taken on another backend do not change after they have moved', async () => {
  await registerTrainingKernels();
  await tf.setBackend('cpu');
  const model = lineModel(new SGD({ learningRate: 0.05 }));
  model.build([null, 2]);
  const weights = model.getWeights();
  const then = numbersOf(weights);
  await tf.setBackend('wasm');
  await model.fit(x, y, { epochs: 2, batchSize: 4, ...silent });
  expect(numbersOf(weights)).toEqual(then);
  tf.dispose(weights);
  model.dispose();
});
