import { Activation, BatchNormalization, Dense, Dropout, Input } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, xorModel } from '../testing/problems.ts';
import { activationStatistics } from './activation-statistics.ts';

beginEachTest();

const x = [
  [1, -2],
  [-3, 4],
];

it('gives the numbers of outputs that are known, without compile', async () => {
  const model = new Sequential([
    new Dense({ units: 2, kernelInitializer: 'identity', inputShape: [2], name: 'same' }),
    new Activation({ activation: 'relu', name: 'relu' }),
  ]);
  const before = tf.memory().numTensors;
  const { layers } = await activationStatistics(model, x);
  expect(layers).toMatchObject([
    { layer: 'same', type: 'Dense', count: 4, mean: 0, std: Math.sqrt(7.5), min: -3, max: 4, zeros: 0 },
    { layer: 'relu', type: 'Activation', count: 4, mean: 1.25, min: 0, max: 4, zeros: 0.5 },
  ]);
  expect(layers[0]?.norm).toBeCloseTo(Math.sqrt(30), 6);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

it('finds the share of dead units, and gives the same in batches', async () => {
  const model = new Sequential([new Dense({ units: 4, activation: 'relu', inputShape: [2] })]);
  const { x: inputs } = line(10);
  model.setWeights([tf.ones([2, 4]), [-9, -9, -9, 9]]);
  const whole = await activationStatistics(model, inputs);
  expect(whole.layers[0]?.zeros).toBe(0.75);
  const parts = (await activationStatistics(model, inputs, { batchSize: 3 })).layers[0];
  expect(parts?.count).toBe(40);
  expect(parts?.std).toBeCloseTo(whole.layers[0]?.std ?? NaN, 6);
  expect((await activationStatistics(model, inputs, { batchSize: 3, steps: 2 })).layers[0]?.count).toBe(24);
  model.dispose();
});

it('calls layers as in training unless told otherwise, and leaves their state alone', async () => {
  const model = new Sequential([new BatchNormalization({ inputShape: [2] }), new Dropout({ rate: 0.5, seed: 1 })]);
  const moving = (): number[][] => model.weights.map((weight) => [...weight.value.dataSync()]);
  const before = moving();
  const { x: inputs } = line(64);
  const training = await activationStatistics(model, inputs);
  expect(training.layers[0]?.mean).toBeCloseTo(0, 3);
  expect(training.layers[0]?.std).toBeCloseTo(1, 1);
  expect(training.layers[1]?.zeros).toBeGreaterThan(0.3);
  expect(moving()).toEqual(before);
  expect(await activationStatistics(model, inputs)).toMatchObject({ layers: training.layers });
  expect((await activationStatistics(model, inputs, { training: false })).layers[1]?.zeros).toBeLessThan(0.1);
  model.dispose();
});

it('sees layers inside models, layers used twice, and those of a model of one own', async () => {
  const shared = new Dense({ units: 2, name: 'shared' });
  class Twice extends Model {
    readonly dense = this.track(shared);
    override call(inputs: Tensor | Tensor[]): Tensor {
      return this.dense.apply(this.dense.apply(inputs as Tensor));
    }
  }
  const twice = new Twice();
  expect((await activationStatistics(twice, x)).layers).toMatchObject([{ layer: 'shared', count: 8 }]);
  const input = Input({ shape: [2] });
  const inner = new Sequential([new Dense({ units: 3, inputShape: [2], name: 'a' })], { name: 'inner' });
  const model = new Model({ inputs: input, outputs: new Dense({ units: 1, name: 'b' }).apply(inner.apply(input)) });
  const { layers } = await activationStatistics(model, x);
  expect(layers.map(({ layer, count }) => [layer, count])).toEqual([
    ['inner/a', 6],
    ['b', 2],
  ]);
  model.dispose();
  twice.dispose();
});

it('prints a table, and leaves no trace when a layer throws', async () => {
  const model = xorModel();
  const before = tf.memory().numTensors;
  expect(String(await activationStatistics(model, x)).split('\n')).toHaveLength(4);
  await expect(activationStatistics(model, [[1, 2, 3]])).rejects.toThrow(/expected.*shape/i);
  await expect(activationStatistics(model, [])).rejects.toThrow('x is empty');
  await expect(activationStatistics(model, x, { batchSize: -1 })).rejects.toThrow('Received: batchSize=-1');
  for (const layer of model.layers) expect(Object.hasOwn(layer, 'call')).toBe(false);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
