import { registerGradients, setRandomSeed, setWarningHandler } from '@argali/core';
import type { Layer } from '@argali/layers';
import { Add, Concatenate, Dense, Dropout, Flatten, Input } from '@argali/layers';
import { Adam, SGD } from '@argali/training';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { setPrinter } from './display/print.ts';
import {
  EarlyStopping,
  History,
  LambdaCallback,
  Model,
  modelFromConfig,
  ReduceLROnPlateau,
  Sequential,
  TerminateOnNaN,
} from './index.ts';
import type { BatchData } from './training/data.ts';

const xorX = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const xorY = [[0], [1], [1], [0]];

/** y = 2x₁ - x₂ + 0.5 on a grid. */
function line(count: number): { x: number[][]; y: number[][] } {
  const x = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  return { x, y: x.map(([a = 0, b = 0]) => [2 * a - b + 0.5]) };
}

function xorModel(): Sequential {
  const model = new Sequential([
    new Dense({ units: 8, activation: 'sigmoid', inputShape: [2] }),
    new Dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: 'meanSquaredError', metrics: ['accuracy'] });
  return model;
}

const silent = { verbose: 0 } as const;

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

beforeEach(() => setRandomSeed(7));

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
    await expect(model.fit(batches(), { epochs: 2, stepsPerEpoch: 3, ...silent })).rejects.toThrow(
      /ended after 1 batches/,
    );
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
    await model.fit(xorX, xorY, { epochs: 300, batchSize: 1, ...silent });
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

describe('callbacks', () => {
  it('go back to the best weights when training stops early', async () => {
    const model = new Sequential([
      new Dense({ units: 1, useBias: false, kernelInitializer: 'zeros', inputShape: [1] }),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 0.9 }), loss: 'mse' });
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const rates = [0.4, 0.4, -0.5, -0.5, -0.5, -0.5];
    const { epoch } = await model.fit([[1]], [[1]], {
      epochs: 10,
      callbacks: [stopping, { onEpochBegin: (e) => void (model.optimizer.learningRate = rates[e] ?? 0) }],
      ...silent,
    });
    expect(epoch).toHaveLength(stopping.stoppedEpoch + 1);
    expect(stopping.stoppedEpoch).toBe(stopping.bestEpoch + 2);
    const [kernel] = model.getWeights();
    // The loss of an epoch is that before its step, so the best is seen one epoch late.
    expect(kernel?.dataSync()[0]).toBeCloseTo(0.96 - 0.04, 2);
    kernel?.dispose();
    model.dispose();
  });

  it('warn of an unknown monitor and of a loss that is not finite', async () => {
    const warnings: string[] = [];
    setWarningHandler((message) => warnings.push(message));
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: 'mse' });
    const nan = [[1], [Number.NaN]];
    const { epoch } = await model.fit(nan, [[1], [1]], {
      epochs: 3,
      batchSize: 1,
      shuffle: false,
      callbacks: [new EarlyStopping({ monitor: 'val_accuracy' }), new TerminateOnNaN()],
      ...silent,
    });
    expect(epoch).toEqual([0]);
    expect(warnings[0]).toMatch(/not finite at epoch 1, batch 2: NaN/);
    expect(warnings[1]).toBe(
      'Early stopping conditioned on metric `val_accuracy` which is not available. Available metrics are: loss',
    );
    await expect(
      model.fit(nan, [[1], [1]], { callbacks: [new TerminateOnNaN({ raiseError: true })], ...silent }),
    ).rejects.toThrow(/loss=NaN/);
    setWarningHandler(null);
    model.dispose();
  });

  it('lower the learning rate on a plateau', async () => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse' });
    model.optimizer.learningRate = 0.008;
    const reduce = new ReduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 2, minDelta: 100 });
    const { history } = await model.fit([[1]], [[1]], { epochs: 6, callbacks: [reduce], ...silent });
    expect(history['learning_rate']?.map((rate) => Math.round(rate * 1e4))).toEqual([80, 80, 80, 40, 40, 20]);
    model.dispose();
  });

  it('rejects a hook that does not exist', () => {
    expect(() => new LambdaCallback({ onEpochFinish: () => undefined } as object)).toThrow(/no hook 'onEpochFinish'/);
  });
});

describe('functional models', () => {
  it('take several inputs and outputs, by name or in order', async () => {
    const a = Input({ shape: [2], name: 'a' });
    const b = Input({ shape: [3], name: 'b' });
    const joint = new Concatenate().apply([a, b]);
    const regression = new Dense({ units: 1, name: 'reg' }).apply(joint);
    const classes = new Dense({ units: 3, activation: 'softmax', name: 'cls' }).apply(joint);
    const model = new Model({ inputs: [a, b], outputs: [regression, classes] });
    model.compile({
      optimizer: 'adam',
      loss: { reg: 'mse', cls: 'sparse_categorical_crossentropy' },
      lossWeights: { reg: 0.5, cls: 2 },
      metrics: { cls: ['accuracy'] },
    });
    const x = { b: tf.ones([4, 3]), a: tf.zeros([4, 2]) };
    const y = [tf.zeros([4, 1]), Int32Array.from([0, 1, 2, 0])];
    const { history } = await model.fit(x, y, silent);
    expect(Object.keys(history)).toEqual(['cls_accuracy', 'cls_loss', 'loss', 'reg_loss']);
    const [reg = 0, cls = 0, loss] = [history['reg_loss']?.[0], history['cls_loss']?.[0], history['loss']?.[0]];
    expect(loss).toBeCloseTo(0.5 * reg + 2 * cls, 5);
    const outputs = await model.predict<tf.Tensor[]>(x);
    expect(outputs.map((output) => output.shape)).toEqual([
      [4, 1],
      [4, 3],
    ]);
    expect(() => model.compile({ loss: { regg: 'mse' } })).toThrow(/'regg'.*Did you mean 'reg'/);
    tf.dispose([outputs, x, y[0]]);
    model.dispose();
  });

  it('share layers and go through their configuration unchanged', async () => {
    const a = Input({ shape: [4], name: 'left' });
    const b = Input({ shape: [4], name: 'right' });
    const shared = new Dense({ units: 3, activation: 'relu', name: 'shared' });
    const sum = new Add({ name: 'sum' }).apply([shared.apply(a), shared.apply(b)]);
    const inner = new Sequential([new Dense({ units: 2, inputShape: [3], name: 'deep' })], { name: 'inner' });
    const model = new Model({ inputs: [a, b], outputs: inner.apply(sum), name: 'siamese' });
    expect(model.layers.map((layer) => layer.name)).toEqual(['left', 'right', 'shared', 'sum', 'inner']);
    expect(model.countParams()).toBe(4 * 3 + 3 + 3 * 2 + 2);
    const copy = modelFromConfig({
      className: 'Functional',
      config: JSON.parse(JSON.stringify(model.getConfig())) as object,
    });
    expect(copy.getConfig()).toEqual(model.getConfig());
    const weights = model.getWeights();
    copy.setWeights(weights);
    const x = [tf.randomNormal([5, 4]), tf.randomNormal([5, 4])];
    const [before, after] = [await model.predict(x), await copy.predict(x)];
    expect(Array.from(after.dataSync())).toEqual(Array.from(before.dataSync()));
    tf.dispose([weights, x, before, after]);
    model.dispose();
    copy.dispose();
  });

  it('name what is disconnected or doubled', () => {
    const a = Input({ shape: [2] });
    const stray = new Dense({ units: 1, name: 'stray' }).apply(Input({ shape: [2], name: 'other' }));
    expect(() => new Model({ inputs: a, outputs: stray })).toThrow(/disconnected.*InputLayer "other"/);
    expect(() => new Model({ inputs: a })).toThrow(/both `inputs` and `outputs`/);
    const twice = new Dense({ units: 2, name: 'same' }).apply(new Dense({ units: 2, name: 'same' }).apply(a));
    expect(() => new Model({ inputs: a, outputs: twice })).toThrow(/two layers have the name "same"/);
  });

  it('can be subclassed', async () => {
    class Residual extends Model {
      readonly inner = this.track(new Dense({ units: 2 }));
      override call(inputs: tf.Tensor): tf.Tensor {
        return tf.add(this.inner.apply(inputs), inputs);
      }
    }
    const model = new Residual();
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await model.fit(xorX, xorX, { epochs: 5, ...silent });
    expect(history['loss']?.[4]).toBeLessThan(history['loss']?.[0] ?? 0);
    expect(model.countParams()).toBe(6);
    model.dispose();
  });
});

describe('Sequential', () => {
  it('is built by its first data', async () => {
    const model = new Sequential([new Flatten(), new Dense({ units: 3 })]);
    expect(model.built).toBe(false);
    expect(() => model.inputShape).toThrow(/not built/);
    const y = await model.predict(tf.ones([2, 2, 2]));
    expect(y.shape).toEqual([2, 3]);
    expect(model.inputShape).toEqual([null, 2, 2]);
    expect(model.outputShape).toEqual([null, 3]);
    y.dispose();
    model.dispose();
  });

  it('grows and shrinks', () => {
    const model = new Sequential();
    model.add(new Dense({ units: 4, inputShape: [2] }));
    const last = new Dense({ units: 1 });
    model.add(last);
    expect(model.outputShape).toEqual([null, 1]);
    expect(model.pop()).toBe(last);
    expect(model.outputShape).toEqual([null, 4]);
    model.add(new Dense({ units: 5 }));
    expect(model.weights.map((weight) => weight.shape)).toEqual([[2, 4], [4], [4, 5], [5]]);
    expect(() => model.add('dense' as unknown as Layer)).toThrow(/expected a layer. Received: 'dense'/);
    expect(() => model.add(Input({ shape: [2] }))).toThrow(/only be the first/);
    last.dispose();
    model.dispose();
  });

  it('prints itself as Keras does', () => {
    const model = new Sequential(
      [
        Input({ shape: [784] }),
        new Dense({ units: 64, activation: 'relu', name: 'hidden' }),
        new Dense({ units: 10, name: 'scores' }),
      ],
      { name: 'mlp' },
    );
    let printed = '';
    expect(model.summary({ printFn: (text) => (printed += text) })).toBe(printed);
    expect(printed).toBe(
      `Model: "mlp"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
│ hidden (Dense)                       │ (None, 64)                  │          50,240 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ scores (Dense)                       │ (None, 10)                  │             650 │
└──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
 Total params: 50,890 (198.79 KB)
 Trainable params: 50,890 (198.79 KB)
 Non-trainable params: 0 (0.00 B)
`,
    );
    model.dispose();
  });
});

describe('progress', () => {
  it('is one line an epoch where there is no terminal', async () => {
    let printed = '';
    setPrinter((text) => (printed += text));
    const model = xorModel();
    await model.fit(xorX, xorY, { epochs: 2, batchSize: 1 });
    await model.fit(xorX, xorY, { epochs: 2, verbose: 2, validationData: [xorX, xorY] });
    await model.evaluate(xorX, xorY);
    setPrinter(null);
    const [one, barred, two, , , plain, , , evaluated] = printed.split('\n');
    expect(one).toBe('Epoch 1/2');
    expect(two).toBe('Epoch 2/2');
    expect(barred).toMatch(/^4\/4 ━{20} 0s \d+(ms|us)\/step - accuracy: [\d.]+ - loss: [\d.]+$/);
    expect(plain).toMatch(
      /^1\/1 - 0s - \d+(ms|us)\/step - accuracy: [\d.]+ - loss: [\d.]+ - val_accuracy: [\d.]+ - val_loss: [\d.]+$/,
    );
    expect(evaluated).toMatch(/^1\/1 ━{20} 0s/);
    model.dispose();
  });
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
    labels.compile({ loss: 'sparseCategoricalCrossentropy' });
    await expect(labels.fit(xorX, Int32Array.from([0, 1, 2, 3]), silent)).rejects.toThrow(
      /from 0 to 2.*Received: label 3 at position 3/,
    );
    model.dispose();
    other.dispose();
    labels.dispose();
  });
});

it('trainOnBatch and testOnBatch report, and keep the caller’s tensors', async () => {
  const model = xorModel();
  const [x, y] = [tf.tensor2d(xorX), tf.tensor2d(xorY)];
  const first = await model.trainOnBatch(x, y);
  model.resetMetrics();
  const second = await model.testOnBatch(x, y);
  expect(second.loss).toBeLessThan(first.loss);
  const before = tf.memory().numTensors;
  await model.trainOnBatch(x, y);
  expect(tf.memory().numTensors).toBe(before);
  expect(x.isDisposed).toBe(false);
  tf.dispose([x, y]);
  model.dispose();
});

it('History is what fit resolves to', async () => {
  const model = xorModel();
  expect(await model.fit(xorX, xorY, silent)).toBeInstanceOf(History);
  model.dispose();
});
