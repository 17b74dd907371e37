import { BatchNormalization, Dense, Embedding, Flatten, Input, Layer } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, xorModel, xorX, xorY } from '../testing/problems.ts';
import { gradientStatistics } from './gradient-statistics.ts';

beginEachTest();

it('gives the numbers of a gradient that is known', async () => {
  const model = new Sequential([new Dense({ units: 1, inputShape: [2], name: 'line' })]);
  model.compile({ loss: 'mse' });
  model.setWeights([[[3], [4]], [0]]);
  const before = tf.memory().numTensors;
  // Errors 3 and 0, so dL/dw = 2 · mean(error · x) = (3, 0) and dL/db = 3.
  const x = [
    [1, 0],
    [0, 0],
  ];
  const statistics = await gradientStatistics(model, x, [[0], [0]]);
  expect(statistics.loss).toBeCloseTo(4.5, 6);
  const [layer] = statistics.layers;
  expect(layer).toMatchObject({ layer: 'line', count: 3, mean: 2, min: 0, max: 3, zeros: 1 / 3, weightNorm: 5 });
  expect(layer?.std).toBeCloseTo(Math.SQRT2, 6);
  expect(layer?.norm).toBeCloseTo(Math.sqrt(18), 6);
  expect(layer?.ratio).toBeCloseTo(Math.sqrt(18) / 5, 6);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

it('shows the gradients of a deep sigmoid network vanish, and only the batch size that was asked for', async () => {
  const layers = Array.from({ length: 6 }, (_, i) => new Dense({ units: 8, activation: 'sigmoid', name: `s${i}` }));
  const model = new Sequential([...layers, new Dense({ units: 1, name: 'out' })]);
  model.compile({ loss: 'mse' });
  const { x, y } = line(16);
  const { layers: found } = await gradientStatistics(model, x, y, { batchSize: 8 });
  expect(found.map(({ layer }) => layer)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 'out']);
  const norms = found.map(({ norm }) => norm);
  expect(norms[0]).toBeLessThan((norms[6] ?? 0) / 500);
  expect((await gradientStatistics(model, x.slice(0, 8), y.slice(0, 8))).layers).toEqual(found);
  model.dispose();
});

it('leaves the state of the layers and the running metrics as they were', async () => {
  const model = new Sequential([new BatchNormalization({ inputShape: [2] }), new Dense({ units: 1 })]);
  model.compile({ loss: 'mse', metrics: ['mae'] });
  const { x, y } = line(8);
  await model.trainOnBatch(x, y);
  const state = (): number[][] => model.weights.map((weight) => [...weight.value.dataSync()]);
  const metrics = (): unknown[] =>
    model
      .compiledState()
      .metrics.entries()
      .map(([key, metric]) => [key, tf.tidy(() => [...metric.result().dataSync()])]);
  const before = [state(), metrics()];
  await gradientStatistics(model, x, y);
  expect([state(), metrics()]).toEqual(before);
  model.dispose();
});

it('names layers inside models, and skips those that are not trained', async () => {
  const inner = new Sequential([new Embedding({ inputDim: 4, outputDim: 2, inputShape: [3], name: 'words' })], {
    name: 'inner',
  });
  const input = Input({ shape: [3] });
  const fixed = new Dense({ units: 2, trainable: false, name: 'fixed' });
  const hidden = fixed.apply(new Flatten().apply(inner.apply(input)));
  const model = new Model({ inputs: input, outputs: new Dense({ units: 1, name: 'out' }).apply(hidden) });
  model.compile({ loss: 'mse' });
  const { layers } = await gradientStatistics(model, [[0, 1, 1]], [[1]]);
  expect(layers.map(({ layer }) => layer)).toEqual(['inner/words', 'out']);
  // Two of the four words do not appear.
  expect(layers[0]?.zeros).toBeGreaterThanOrEqual(0.5);
  model.dispose();
});

it('prints a table', async () => {
  const model = new Sequential([new Dense({ units: 1, inputShape: [2], name: 'line' })]);
  model.compile({ loss: 'mse' });
  model.setWeights([[[3], [4]], [0]]);
  expect(String(await gradientStatistics(model, [[1, 0]], [[3]]))).toBe(
    [
      'layer  mean  std  min  max   zeros  norm  weight norm  ratio',
      '------------------------------------------------------------',
      'line      0    0    0    0  100.0%     0            5      0',
    ].join('\n'),
  );
  model.setWeights([[[0], [0]], [0]]);
  const { layers } = await gradientStatistics(model, [[1, 0]], [[3]]);
  expect(layers[0]?.ratio).toBeNull();
  model.dispose();
});

it('refuses a model that is not compiled, and data that do not fit', async () => {
  const model = xorModel();
  const before = tf.memory().numTensors;
  await expect(gradientStatistics(model, xorX, [[1]])).rejects.toThrow('equally many samples');
  await expect(gradientStatistics(model, [[1, 2, 3]], [[1]])).rejects.toThrow(/expected.*shape/i);
  await expect(gradientStatistics(model, xorX, xorY, { batchSize: 0 })).rejects.toThrow('Received: batchSize=0');
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
  const bare = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
  await expect(gradientStatistics(bare, xorX, xorY)).rejects.toThrow('is not compiled');
  bare.dispose();
});

it('takes layers that hold each other', async () => {
  class Part extends Layer {
    static override readonly className: string = 'Part';
    whole: Layer | null = null;
    readonly dense = new Dense({ units: 1 });
    override call(x: tf.Tensor): tf.Tensor {
      return this.dense.apply(x);
    }
  }
  const part = new Part({});
  const model = new Sequential([part, new Dense({ units: 1 })]);
  part.whole = model;
  model.compile({ loss: 'mse' });
  const { x, y } = line(8);
  expect((await gradientStatistics(model, x, y)).layers).toHaveLength(2);
  model.dispose();
});
