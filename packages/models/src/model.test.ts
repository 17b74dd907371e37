import { Add, Concatenate, Dense, Input } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from './model.ts';
import { modelFromConfig } from './model-from-config.ts';
import { Sequential } from './sequential.ts';
import { History } from './callbacks/history.ts';
import { beginEachTest, silent, xorModel, xorX, xorY } from './testing/problems.ts';

beginEachTest();

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
