import { ArgumentError, setWarningHandler } from '@argali/core';
import { Dense, Input, type SymbolicTensor } from '@argali/layers';
import { losses, metrics, MeanSquaredError, type MetricLike } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, silent } from '../testing/problems.ts';
import { EarlyStopping } from './early-stopping.ts';
import { ReduceLROnPlateau } from './reduce-lr-on-plateau.ts';

beginEachTest();

/** The epoch (from 1) whose weights come back when the log `monitor` goes through `values`. */
async function best(metric: MetricLike, monitor: string, values: readonly number[]): Promise<number> {
  const model = new Sequential([
    new Dense({ units: 1, useBias: false, kernelInitializer: 'zeros', activation: 'sigmoid', inputShape: [1] }),
  ]);
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [metric] });
  const script = {
    onEpochEnd: (epoch: number, logs: Record<string, number>): void => {
      logs[monitor] = values[epoch] ?? Number.NaN;
      model.setWeights([[[epoch + 1]]]);
    },
  };
  const stopping = new EarlyStopping({ monitor, patience: 1, restoreBestWeights: true });
  try {
    await model.fit([[1]], [[1]], { epochs: values.length, callbacks: [script, stopping], ...silent });
    return model.getLayer(0).weights[0]?.value.dataSync()[0] ?? Number.NaN;
  } finally {
    model.dispose();
  }
}

const rising = [0.1, 0.5, 0.4, 0.4];
const falling = [0.5, 0.1, 0.2, 0.3];

describe('the mode "auto"', () => {
  const larger: [MetricLike, string][] = [
    [new metrics.AUC({ name: 'area' }), 'area'],
    [new metrics.CosineSimilarity(), 'cosine_similarity'],
    [new metrics.MeanIoU({ numClasses: 2 }), 'mean_io_u'],
    [new metrics.BinaryAccuracy({ name: 'error_free' }), 'error_free'],
    ['accuracy', 'accuracy'],
    ['truePositives', 'truePositives'],
    [new metrics.MeanMetricWrapper({ fn: 'binaryAccuracy', name: 'hits' }), 'hits'],
    [new metrics.AUC({ name: 'val_area' }), 'val_area'],
  ];
  it.each(larger)('takes %s as better when larger', async (metric, monitor) => {
    expect(await best(metric, monitor, rising)).toBe(2);
  });

  const smaller: [MetricLike, string][] = [
    [new metrics.MeanAbsoluteError({ name: 'score_of_recall' }), 'score_of_recall'],
    ['mse', 'mse'],
    [losses.meanSquaredError, 'mean_squared_error'],
    [new MeanSquaredError({ name: 'auc_like' }), 'auc_like'],
    [new metrics.FalseNegatives({ name: 'f1' }), 'f1'],
    ['mae', 'loss'],
    [new metrics.Mean({ name: 'own_loss' }), 'own_loss'],
  ];
  it.each(smaller)('takes %s as better when smaller', async (metric, monitor) => {
    expect(await best(metric, monitor, falling)).toBe(2);
  });

  it('refuses what does not say which way is better', async () => {
    await expect(best((t, p) => tf.mean(tf.sub(t, p)), 'kappa', rising)).rejects.toThrow(
      new ArgumentError(
        "EarlyStopping: nothing says whether 'kappa' is better when it is larger or smaller. Expected `mode` to be 'max' or 'min' for it. Received: mode='auto'",
      ),
    );
    await expect(best(new metrics.Sum({ name: 'accuracy' }), 'accuracy', rising)).rejects.toThrow(
      /'accuracy' is better/,
    );
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const reduce = new ReduceLROnPlateau({ monitor: 'learning_rate' });
    await expect(model.fit([[1]], [[1]], { callbacks: reduce, ...silent })).rejects.toThrow(
      /'learning_rate' is better/,
    );
    model.dispose();
  });

  it('finds the losses and metrics of outputs, weighted ones and those of the same name', async () => {
    const input = Input({ shape: [1] });
    const output = (name: string): SymbolicTensor => new Dense({ units: 1, name }).apply(input);
    const model = new Model({ inputs: input, outputs: [output('score'), output('val')] });
    model.compile({
      optimizer: 'sgd',
      loss: 'mse',
      metrics: { score: [new metrics.BinaryAccuracy({ name: 'a' }), new metrics.BinaryAccuracy({ name: 'a' })] },
      weightedMetrics: { score: [new metrics.BinaryAccuracy({ name: 'a' })], val: ['mae'] },
    });
    const seen: Record<string, number> = {};
    const monitors = [
      'score_loss',
      'val_loss',
      'val_mae',
      'score_a',
      'score_a_1',
      'weighted_score_a',
      'val_score_loss',
    ];
    const stoppings = monitors.map((monitor) => new EarlyStopping({ monitor }));
    const record = { onEpochEnd: (_: number, logs: Record<string, number>): void => void Object.assign(seen, logs) };
    const y = [tf.ones([2, 1]), tf.ones([2, 1])];
    await model.fit([[1], [2]], y, { validationData: [[[1], [2]], y], callbacks: [record, ...stoppings], ...silent });
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(monitors));
    expect(stoppings.map((stopping) => stopping.best)).toEqual(monitors.map((monitor) => seen[monitor]));
    tf.dispose(y);
    model.dispose();
  });
});

it('asks again in the next fit, whose metrics may be others', async () => {
  const stopping = new EarlyStopping({ monitor: 'it', patience: 1 });
  const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
  const script = (values: readonly number[]) => ({
    onEpochEnd: (epoch: number, logs: Record<string, number>): void => void (logs['it'] = values[epoch] ?? Number.NaN),
  });
  for (const [metric, values] of [
    [new metrics.AUC({ name: 'it' }), rising],
    [new MeanSquaredError({ name: 'it' }), falling],
  ] as const) {
    model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [metric] });
    await model.fit([[0.5]], [[1]], { epochs: 4, callbacks: [script(values), stopping], ...silent });
    expect(stopping.bestEpoch).toBe(1);
    expect(stopping.best).toBe(values[1]);
  }
  model.dispose();
});

it('goes back to the best weights whoever ends the training, and forgets a NaN', async () => {
  const model = new Sequential([new Dense({ units: 1, useBias: false, kernelInitializer: 'ones', inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const script = {
    onEpochEnd: (epoch: number, logs: Record<string, number>): void => {
      logs['it_loss'] = [Number.NaN, 0.5, 0.7][epoch] ?? 0;
      model.setWeights([[[epoch]]]);
      if (epoch === 2) model.stopTraining = true;
    },
  };
  const stopping = new EarlyStopping({ monitor: 'it_loss', patience: 9, restoreBestWeights: true });
  await model.fit([[1]], [[1]], { epochs: 5, callbacks: [script, stopping], ...silent });
  expect([stopping.stoppedEpoch, stopping.bestEpoch, stopping.best]).toEqual([0, 1, 0.5]);
  expect(model.getLayer(0).weights[0]?.value.dataSync()[0]).toBe(1);
  model.dispose();
});

it('says what a log is that is no number', async () => {
  const warnings: string[] = [];
  setWarningHandler((message) => warnings.push(message));
  const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const script = { onEpochEnd: (_: number, logs: Record<string, unknown>): void => void (logs['it_loss'] = 'low') };
  const run = (monitor: string) =>
    model.fit([[1]], [[1]], { callbacks: [script, new EarlyStopping({ monitor })], ...silent });
  await expect(run('it_loss')).rejects.toThrow("expected to be a number. Received: 'low'");
  await run('constructor');
  expect(warnings.at(-1)).toMatch(/metric `constructor` which is not available/);
  setWarningHandler(null);
  model.dispose();
});
