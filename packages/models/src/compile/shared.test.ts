import { StateError } from '@argali/core';
import { BatchNormalization, Dense, Input } from '@argali/layers';
import { Adam, LossScaleOptimizer, metrics, SGD, type Optimizer } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, line, silent } from '../testing/problems.ts';

beginEachTest();

const { x, y } = line(12);

function makeModel(): Sequential {
  return new Sequential([new Dense({ units: 1, kernelInitializer: 'ones', inputShape: [2] })]);
}

function valuesOf(optimizer: Optimizer, ending: string): number[] {
  const tensors = optimizer.getWeights();
  const values = optimizer.variables.flatMap(({ path }, i) =>
    path.endsWith(ending) ? [...(tensors[i]?.dataSync() ?? [])] : [],
  );
  tf.dispose(tensors);
  return values;
}

describe('an optimizer that is compiled with again', () => {
  it.each([
    () => new SGD({ momentum: 0.9 }),
    () => new Adam(),
    () => new Adam({ useEma: true }),
    () => new LossScaleOptimizer({ innerOptimizer: new Adam() }),
    () => tf.train.adam(0.01),
  ])('goes on from where it is: %#', async (make) => {
    const before = tf.memory().numTensors;
    const optimizer = make();
    const model = makeModel();
    model.compile({ optimizer, loss: 'mse' });
    await model.fit(x, y, silent);
    const own = model.optimizer;
    model.compile({ optimizer: own, loss: 'mae' });
    await model.fit(x, y, silent);
    expect(model.optimizer).toBe(own);
    expect(own.iterations).toBe(2);
    model.compile({ optimizer, loss: 'mse' });
    await model.fit(x, y, silent);
    expect(own.iterations).toBe(3);
    model.dispose();
    if (!('nested' in optimizer)) return; // What tf.train keeps is its own affair.
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps its moments and adds those of what was unfrozen, in the order of the weights', async () => {
    const before = tf.memory().numTensors;
    const base = new Dense({ units: 2, inputShape: [2], trainable: false });
    const model = new Sequential([base, new BatchNormalization(), new Dense({ units: 1 })]);
    const optimizer = new Adam();
    model.compile({ optimizer, loss: 'mse' });
    await model.fit(x, y, silent);
    const [paths, moments] = [optimizer.variables.map(({ path }) => path), valuesOf(optimizer, 'momentum')];
    base.trainable = true;
    model.compile({ optimizer, loss: 'mse' });
    const kernel = base.weights[0]?.value.dataSync();
    const kept: number[][] = [];
    await model.fit(x, y, {
      callbacks: { onTrainBatchBegin: () => void kept.push(valuesOf(optimizer, 'momentum')) },
      ...silent,
    });
    expect(kept).toEqual([moments]);
    expect(base.weights[0]?.value.dataSync()).not.toEqual(kernel);
    const fresh = new Adam();
    fresh.build(model.trainableWeights);
    const names = (o: Optimizer) => o.variables.map(({ path }) => path.replace(/^[^/]*/, ''));
    expect(names(optimizer)).toEqual(names(fresh));
    expect(optimizer.variables.length).toBe(paths.length + 4);
    expect(optimizer.iterations).toBe(2);
    fresh.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('trains two models, and outlives each', async () => {
    const before = tf.memory().numTensors;
    const optimizer = new SGD({ momentum: 0.9 });
    const [first, second] = [makeModel(), makeModel()];
    for (const model of [first, second]) model.compile({ optimizer, loss: 'mse' });
    for (const model of [first, second]) await model.fit(x, y, silent);
    first.dispose();
    await second.fit(x, y, silent);
    expect(optimizer.iterations).toBe(3);
    second.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const third = makeModel();
    third.compile({ optimizer, loss: 'mse' });
    await third.fit(x, y, silent);
    // All that it trained is gone, so it begins anew.
    expect(optimizer.iterations).toBe(1);
    third.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is left alone inside another one', async () => {
    const inner = new Adam();
    const [first, second] = [makeModel(), makeModel()];
    first.compile({ optimizer: inner, loss: 'mse' });
    second.compile({ optimizer: new LossScaleOptimizer({ innerOptimizer: inner }), loss: 'mse' });
    await first.fit(x, y, silent);
    second.dispose();
    await first.fit(x, y, silent);
    expect(inner.iterations).toBe(2);
    first.dispose();
  });

  it('is refused by a second model if it keeps averages or adds up gradients', () => {
    for (const options of [{ useEma: true }, { gradientAccumulationSteps: 2 }]) {
      const optimizer = new SGD(options);
      const [first, second] = [makeModel(), makeModel()];
      first.compile({ optimizer, loss: 'mse' });
      expect(() => second.compile({ optimizer, loss: 'mse' })).toThrow(/is another model's/);
      expect(second.isCompiled).toBe(false);
      first.dispose();
      second.compile({ optimizer, loss: 'mse' });
      second.dispose();
    }
  });
});

describe('a metric that is compiled with again', () => {
  it('counts each run by itself', async () => {
    const before = tf.memory().numTensors;
    const metric = new metrics.MeanAbsoluteError();
    const model = makeModel();
    const seen: (number | undefined)[] = [];
    for (const loss of ['mse', 'mae', 'mse'] as const) {
      model.compile({ optimizer: new SGD({ learningRate: 0 }), loss, metrics: [metric] });
      const { history } = await model.fit(x, y, { batchSize: 5, shuffle: false, ...silent });
      seen.push(history['mean_absolute_error']?.[0]);
    }
    expect(new Set(seen).size).toBe(1);
    const other = makeModel();
    other.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'mse', metrics: [metric] });
    model.dispose();
    const logs = await other.evaluate(x, y, silent);
    expect(logs['mean_absolute_error']).toBeCloseTo(seen[0] ?? Number.NaN, 6);
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
    // Disposed of by its last model, it serves the next.
    const third = makeModel();
    third.compile({ optimizer: 'sgd', loss: 'mse', metrics: metric });
    expect((await third.evaluate(x, y, silent))['mean_absolute_error']).toBeCloseTo(seen[0] ?? Number.NaN, 6);
    third.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => metric.result()).toThrow(StateError);
  });

  it('is not taken for two places at once', () => {
    const metric = new metrics.AUC();
    const input = Input({ shape: [1] });
    const outputs = ['a', 'b'].map((name) => new Dense({ units: 1, name }).apply(input));
    const model = new Model({ inputs: input, outputs });
    const expected = /the same AUC "auc/;
    expect(() => model.compile({ metrics: { a: metric, b: metric } })).toThrow(expected);
    expect(() => model.compile({ metrics: { a: metric }, weightedMetrics: { a: [metric] } })).toThrow(expected);
    model.dispose();
    metric.dispose();
  });
});

it('refuses to compile a model while it is trained', async () => {
  const model = makeModel();
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const compile = (): void => model.compile({ optimizer: 'sgd', loss: 'mae' });
  await expect(model.fit(x, y, { callbacks: [{ onEpochBegin: compile }], ...silent })).rejects.toThrow(
    /expected no training to be going on/,
  );
  compile();
  await model.fit(x, y, silent);
  model.dispose();
});
