import { setRandomSeed } from '@argali/core';
import { Dense, Dropout } from '@argali/layers';
import { SGD } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import type { BatchData } from './data.ts';
import { Sequential } from '../sequential.ts';
import { LambdaCallback } from '../callbacks/lambda-callback.ts';
import { beginEachTest, line, silent, xorModel, xorX, xorY } from '../testing/problems.ts';

beginEachTest();

describe('fit', () => {
  it('learns XOR', async () => {
    const model = xorModel();
    const { history, epoch } = await model.fit(xorX, xorY, { epochs: 300, batchSize: 4, ...silent });
    expect(epoch).toHaveLength(300);
    expect(history['loss']?.at(-1)).toBeLessThan(0.02);
    expect(history['accuracy']?.at(-1)).toBe(1);
    const { loss, accuracy } = await model.evaluate(xorX, xorY, silent);
    expect(loss).toBeLessThan(0.02);
    expect(accuracy).toBe(1);
    model.dispose();
  });

  it('gives identical histories for identical seeds, and others for others', async () => {
    const run = async (seed: number): Promise<unknown> => {
      setRandomSeed(seed);
      const model = new Sequential([
        new Dense({ units: 6, activation: 'relu', inputShape: [2] }),
        new Dropout({ rate: 0.3 }),
        new Dense({ units: 1 }),
      ]);
      model.compile({ optimizer: 'rmsprop', loss: 'mse', metrics: ['mae'] });
      const { x, y } = line(40);
      const { history } = await model.fit(x, y, { epochs: 4, batchSize: 8, validationSplit: 0.25, ...silent });
      model.dispose();
      return history;
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });

  it('leaves no tensor behind over 1,000 steps', async () => {
    const model = xorModel();
    await model.fit(xorX, xorY, { epochs: 2, batchSize: 2, ...silent });
    const before = tf.memory().numTensors;
    await model.fit(xorX, xorY, { epochs: 500, batchSize: 2, ...silent });
    await model.evaluate(xorX, xorY, silent);
    (await model.predict(xorX)).dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('frees everything on dispose', async () => {
    const before = tf.memory().numTensors;
    const model = xorModel();
    await model.fit(xorX, xorY, { epochs: 1, validationSplit: 0.5, ...silent });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('logs keys in alphabetical order, validation last', async () => {
    const model = xorModel();
    const { history } = await model.fit(xorX, xorY, { validationData: [xorX, xorY], ...silent });
    expect(Object.keys(history)).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
    model.dispose();
  });

  it('takes the validation samples from the end, before shuffling', async () => {
    const model = new Sequential([new Dense({ units: 1, useBias: false, kernelInitializer: 'ones', inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 1e-9 }), loss: 'mae' });
    const x = [[1], [2], [3], [40]];
    const { history } = await model.fit(x, [[0], [0], [0], [0]], { validationSplit: 0.25, ...silent });
    expect(history['loss']?.[0]).toBeCloseTo(2, 5);
    expect(history['val_loss']?.[0]).toBeCloseTo(40, 4);
    model.dispose();
  });

  it('weighs the last, smaller batch by its size', async () => {
    const model = new Sequential([new Dense({ units: 1, useBias: false, kernelInitializer: 'ones', inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mae' });
    const { history } = await model.fit([[1], [1], [1], [1], [10]], [[0], [0], [0], [0], [0]], {
      batchSize: 4,
      shuffle: false,
      ...silent,
    });
    expect(history['loss']?.[0]).toBeCloseTo(14 / 5, 5);
    model.dispose();
  });

  it('multiplies sample and class weights into the loss', async () => {
    const model = new Sequential([new Dense({ units: 1, useBias: false, kernelInitializer: 'ones', inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mae' });
    const x = [[2], [6]];
    const y = Int32Array.from([0, 1]);
    const weighted = await model.fit(x, y, { sampleWeight: [1, 3], ...silent });
    expect(weighted.history['loss']?.[0]).toBeCloseTo((1 * 2 + 3 * 5) / 2, 5);
    const classes = await model.fit(x, y, { classWeight: { 0: 10, 1: 0.5 }, ...silent });
    expect(classes.history['loss']?.[0]).toBeCloseTo((10 * 2 + 0.5 * 5) / 2, 5);
    model.dispose();
  });

  it('takes batches from a generator function, and goes on with an iterator', async () => {
    const { x, y } = line(32);
    const model = new Sequential([new Dense({ units: 1 })]);
    model.compile({ optimizer: new SGD({ learningRate: 0.2 }), loss: 'mse' });
    function* batches(): Generator<BatchData> {
      for (let i = 0; i < 32; i += 8) yield [x.slice(i, i + 8), y.slice(i, i + 8)];
    }
    const { history } = await model.fit(batches, { epochs: 30, ...silent });
    expect(history['loss']?.at(-1)).toBeLessThan(1e-3);
    async function* endless(): AsyncGenerator<BatchData> {
      for (;;) yield { xs: tf.tensor2d(x), ys: await Promise.resolve(tf.tensor2d(y)) };
    }
    const before = tf.memory().numTensors;
    await model.fit(endless(), { epochs: 2, stepsPerEpoch: 3, ...silent });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('stops where a callback or a signal says so', async () => {
    const model = xorModel();
    const seen: number[] = [];
    const stop = new LambdaCallback({
      onTrainBatchEnd: (batch, logs) => {
        seen.push(logs['loss'] ?? Number.NaN);
        if (batch === 1) model.stopTraining = true;
      },
    });
    const { epoch } = await model.fit(xorX, xorY, { epochs: 5, batchSize: 1, callbacks: [stop], ...silent });
    expect(epoch).toEqual([0]);
    expect(seen).toHaveLength(2);
    const controller = new AbortController();
    const abort = { onEpochEnd: () => controller.abort(new Error('enough')) };
    const before = tf.memory().numTensors;
    await expect(
      model.fit(xorX, xorY, { epochs: 5, callbacks: [abort], signal: controller.signal, ...silent }),
    ).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    await model.fit(xorX, xorY, silent);
    model.dispose();
  });

  it('lets other work run', async () => {
    const model = xorModel();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await model.fit(xorX, xorY, { epochs: 100, batchSize: 1, ...silent });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    model.dispose();
  });

  it('continues at initialEpoch and takes stepsPerEpoch through the data', async () => {
    const model = xorModel();
    const { epoch } = await model.fit(xorX, xorY, {
      epochs: 5,
      initialEpoch: 3,
      batchSize: 1,
      stepsPerEpoch: 3,
      ...silent,
    });
    expect(epoch).toEqual([3, 4]);
    expect(model.optimizer.iterations).toBe(6);
    model.dispose();
  });
});

it('tells from the shapes which cross-entropy is meant', async () => {
  const model = new Sequential([
    new Dense({ units: 2, activation: 'softmax', kernelInitializer: 'zeros', inputShape: [2] }),
  ]);
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'crossentropy' });
  const { history } = await model.fit(xorX, Int32Array.from([0, 1, 1, 0]), silent);
  expect(history['loss']?.[0]).toBeCloseTo(Math.log(2), 6);
  model.dispose();
});

describe('bad input', () => {
  it('is named', async () => {
    const model = xorModel();
    const other = new Sequential([new Dense({ units: 1 })]);
    await expect(other.fit(xorX, xorY)).rejects.toThrow(/not compiled: call model.compile/);
    await expect(model.fit(xorX, [[1]], silent)).rejects.toThrow(/x has 4, y has 1/);
    await expect(model.fit([], [], silent)).rejects.toThrow(/x is empty/);
    await expect(model.fit(xorX, xorY, { validationSplit: 0.9, ...silent })).rejects.toThrow(
      /leaves no samples for training.*0.9 with 4/,
    );
    await expect(model.fit(xorX, xorY, { validationSplit: 1, ...silent })).rejects.toThrow(
      /leaves no samples for training/,
    );
    await expect(model.fit(xorX, xorY, { batchSize: 0 })).rejects.toThrow(
      /`batchSize` to be a positive integer. Received: batchSize=0/,
    );
    await expect(model.fit([[1, 2, 3]], [[1]], silent)).rejects.toThrow(
      /Sequential "sequential.*expected.*\(None, 2\).*received.*\(1, 3\)/,
    );
    await expect(model.fit([[1, 2], [3]], xorY, silent)).rejects.toThrow(/ragged/);
    expect(() => model.compile({ loss: 'meanSquareError' as 'mse' })).toThrow(
      /Unknown loss 'meanSquareError'. Did you mean 'meanSquaredError'/,
    );
    expect(() => model.compile({ optimizer: 'adm' as 'adam' })).toThrow(/Unknown optimizer 'adm'. Did you mean 'adam'/);
    expect(() => new Dense({ units: -1, name: 'd' })).toThrow(
      'Dense "d": expected `units` to be a positive integer. Received: units=-1',
    );
    const first = model.fit(xorX, xorY, { epochs: 50, ...silent });
    await expect(model.fit(xorX, xorY, silent)).rejects.toThrow(/is being trained/);
    await first;
    const labels = new Sequential([new Dense({ units: 3, activation: 'softmax', inputShape: [2] })]);
    await expect(model.fit(xorX, xorY, { sampleWeight: [1, 1, -1, 1], ...silent })).rejects.toThrow(
      'sampleWeight: expected finite weights of at least 0. Received: -1 at position 2',
    );
    const probabilities = new Sequential([new Dense({ units: 1, activation: 'sigmoid', inputShape: [2] })]);
    probabilities.compile({ loss: 'binaryCrossentropy' });
    await expect(probabilities.fit(xorX, [[1], [-1], [1], [0]], silent)).rejects.toThrow(
      /BinaryCrossentropy.*from 0 to 1. Received: -1 at position 1/,
    );
    probabilities.dispose();
    labels.compile({ loss: 'sparseCategoricalCrossentropy' });
    await expect(labels.fit(xorX, Int32Array.from([0, 1, 2, 3]), silent)).rejects.toThrow(
      /from 0 to 2.*Received: label 3 at position 3/,
    );
    model.dispose();
    other.dispose();
    labels.dispose();
  });
});
