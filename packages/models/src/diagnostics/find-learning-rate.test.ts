import { Dense, Dropout } from '@argali/layers';
import { ExponentialDecay, LossScaleOptimizer, SGD } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, silent, xorModel, xorX, xorY } from '../testing/problems.ts';
import { findLearningRate } from './find-learning-rate.ts';

beginEachTest();

const { x, y } = line(64);

function regression(optimizer: Parameters<Sequential['compile']>[0]): Sequential {
  const model = new Sequential([
    new Dense({ units: 8, activation: 'relu', inputShape: [2] }),
    new Dropout({ rate: 0.1 }),
    new Dense({ units: 1 }),
  ]);
  model.compile({ loss: 'mse', metrics: ['mae'], ...optimizer });
  return model;
}

function state(model: Sequential): number[][] {
  const tensors = [...model.getWeights(), ...model.optimizer.getWeights()];
  const values = tensors.map((tensor) => [...tensor.dataSync()]);
  tf.dispose(tensors);
  return values;
}

it('raises the learning rate, smooths the loss, and stops when it explodes', async () => {
  const model = regression({ optimizer: new SGD() });
  const found = await findLearningRate(model, x, y, { start: 1e-4, end: 1e4, steps: 81, batchSize: 16 });
  const { learningRates, losses, batchLosses } = found;
  const count = learningRates.length;
  expect(count).toBeLessThan(81);
  expect([losses.length, batchLosses.length]).toEqual([count, count]);
  learningRates.forEach((rate, i) => expect(rate / (1e-4 * 10 ** (i / 10))).toBeCloseTo(1, 9));
  let average = 0;
  batchLosses.forEach((loss, i) => {
    average = 0.98 * average + 0.02 * loss;
    expect(losses[i]).toBeCloseTo(average / (1 - 0.98 ** (i + 1)), 9);
  });
  const best = Math.min(...losses);
  expect(losses.at(-1)).toBeGreaterThan(4 * best);
  losses.slice(0, -1).forEach((loss, i) => expect(loss).toBeLessThanOrEqual(4 * Math.min(...losses.slice(0, i + 1))));
  for (const rate of Object.values(found.suggestions)) {
    expect(rate).toBeGreaterThan(1e-4);
    expect(rate).toBeLessThan(1);
  }
  model.dispose();
});

it('leaves the weights, the optimizer and the metrics as they were', async () => {
  const model = regression({ optimizer: 'adam' });
  await model.fit(x, y, { epochs: 2, ...silent });
  await model.trainOnBatch(x, y);
  const before = state(model);
  const { learningRate, iterations } = model.optimizer;
  const tensors = tf.memory().numTensors;
  await findLearningRate(model, x, y, { steps: 20 });
  expect(state(model)).toEqual(before);
  expect([model.optimizer.learningRate, model.optimizer.iterations]).toEqual([learningRate, iterations]);
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

it('does not build the optimizer of a new model, and builds a model that is not', async () => {
  const model = new Sequential([new Dense({ units: 1 })]);
  model.compile({ optimizer: 'adam', loss: 'mse' });
  expect((await findLearningRate(model, x, y, { steps: 5 })).losses).toHaveLength(5);
  expect(model.optimizer.built).toBe(false);
  expect(model.built).toBe(true);
  model.dispose();
});

it('grows linearly without smoothing, if asked, and trains with the rates it reports', async () => {
  const model = new Sequential([new Dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: new SGD(), loss: 'mse' });
  // One sample with x = y = 1: each step multiplies the error by 1 - 2 · rate.
  const options = { schedule: 'linear', start: 0.1, end: 0.3, steps: 3, beta: 0 } as const;
  const { learningRates, losses, batchLosses } = await findLearningRate(model, [[1]], [[1]], options);
  [0.1, 0.2, 0.3].forEach((rate, i) => expect(learningRates[i]).toBeCloseTo(rate, 9));
  [1, 0.8 ** 2, (0.8 * 0.6) ** 2].forEach((loss, i) => expect(losses[i]).toBeCloseTo(loss, 6));
  expect(losses).toEqual(batchLosses);
  model.dispose();
});

it.each([
  ['a schedule', () => new SGD({ learningRate: new ExponentialDecay({ initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 }) })], // prettier-ignore
  ['a function as schedule', () => new SGD({ learningRate: () => 0.5 })],
  ['a scaled loss', () => new LossScaleOptimizer({ innerOptimizer: 'sgd', initialScale: 1024 })],
])('finds the same with %s', async (_, makeOptimizer) => {
  const run = async (optimizer: Parameters<Sequential['compile']>[0]): Promise<number[]> => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })]);
    model.compile({ loss: 'mse', ...optimizer });
    const rate = model.optimizer.learningRate;
    const { losses } = await findLearningRate(model, x, y, { steps: 10, start: 0.01, end: 0.1, batchSize: 64 });
    expect(model.optimizer.learningRate).toBe(rate);
    model.dispose();
    return losses;
  };
  const [plain, other] = [await run({ optimizer: 'sgd' }), await run({ optimizer: makeOptimizer() })];
  plain.forEach((loss, i) => expect(other[i]).toBeCloseTo(loss, 5));
});

it('takes batches that begin anew, and refuses those that end', async () => {
  const model = xorModel();
  const before = tf.memory().numTensors;
  const batches: [number[][], number[][]][] = [[xorX, xorY]];
  expect((await findLearningRate(model, () => batches.values(), { steps: 7, end: 1 })).losses).toHaveLength(7);
  await expect(findLearningRate(model, batches.values(), { steps: 7, end: 1 })).rejects.toThrow('the batches ended');
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

it('draws the curve', async () => {
  const model = xorModel();
  const found = await findLearningRate(model, xorX, xorY, { steps: 30, end: 1 });
  const svg = found.plot({ width: 500, title: 'rates < 1 & more' });
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="500" height="400"/);
  expect(svg).toContain('rates &lt; 1 &amp; more');
  const line = /<polyline[^>]* points="([^"]*)"/.exec(svg)?.[1]?.split(' ') ?? [];
  expect(line).toHaveLength(30);
  expect(line[0]).toMatch(/^64\.0,/);
  expect(line.at(-1)).toMatch(/^480\.0,/);
  for (const tick of ['1e-7', '1e-6', '0.001', '1']) expect(svg).toContain(`>${tick}</text>`);
  for (const name of ['steepest', 'valley', 'minimum']) expect(svg).toContain(`>${name} `);
  expect(String(found).split('\n')).toHaveLength(5);
  model.dispose();
});

it('ends with the signal, and does not run while the model is trained', async () => {
  const model = xorModel();
  const before = tf.memory().numTensors;
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(findLearningRate(model, xorX, xorY, { signal })).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
  const fitting = model.fit(xorX, xorY, silent);
  await expect(findLearningRate(model, xorX, xorY)).rejects.toThrow('is being trained');
  await fitting;
  model.dispose();
});

it.each([
  [{ start: 0 }, 'findLearningRate: expected `start` to be positive. Received: start=0'],
  [{ start: 1, end: 0.5 }, 'findLearningRate: expected `end` to be above start=1. Received: end=0.5'],
  [{ steps: 1 }, 'findLearningRate: expected `steps` to be 2 or more. Received: steps=1'],
  [{ beta: 1 }, 'findLearningRate: expected `beta` to be at least 0 and below 1. Received: beta=1'],
  [{ stopFactor: 1 }, 'findLearningRate: expected `stopFactor` to be above 1. Received: stopFactor=1'],
  [{ batchSize: 0 }, 'findLearningRate: expected `batchSize` to be a positive integer. Received: batchSize=0'],
])('refuses %j', async (options, message) => {
  const model = xorModel();
  await expect(findLearningRate(model, xorX, xorY, options)).rejects.toThrow(message);
  model.dispose();
});

it('refuses an optimizer of tf.train and a loss that is not finite', async () => {
  const model = xorModel();
  await expect(findLearningRate(model, [[NaN, 1]], [[1]])).rejects.toThrow('to be finite in the first step');
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'mse' });
  await expect(findLearningRate(model, xorX, xorY)).rejects.toThrow('expected an optimizer of argali');
  model.dispose();
});
