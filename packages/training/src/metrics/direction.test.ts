import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { losses, metrics, MeanSquaredError, type MetricDirection, type MetricLike } from '../index.ts';
import { metrics as registry } from './get.ts';
import { needed } from '../testing/needed.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** By the names that Keras gives the classes. */
function expected(name: string): MetricDirection {
  if (/^(mean|sum)$/i.test(name)) return null;
  return /hinge|error|crossentropy|poisson|divergence|^false|wrapper|lossMetric|^(bce|kld|logCosh|mae|mape|mse|msle)$/i.test(
    name,
  )
    ? 'down'
    : 'up';
}

it.each(registry.names())('%s says which way it gets better', (name) => {
  const className = (registry.getClass(name) as { className: string }).className;
  const metric = registry.deserialize({ className, config: { ...needed[className] } });
  expect(metric.direction).toBe(expected(name));
  metric.dispose();
});

it('losses and their functions get better when they fall, and nothing is said of other functions', () => {
  const own = (t: tf.Tensor, p: tf.Tensor): tf.Tensor => tf.mean(tf.sub(t, p), -1);
  const cases: [MetricLike, MetricDirection][] = [
    [new MeanSquaredError(), 'down'],
    [new losses.Huber({ name: 'accuracy' }), 'down'],
    [losses.cosineSimilarity, 'down'],
    [losses.dice, 'down'],
    [metrics.categoricalAccuracy, 'up'],
    [own, null],
  ];
  for (const [like, direction] of cases) {
    const metric = metrics.getMetric(like);
    expect(metric.direction).toBe(direction);
    metric.dispose();
  }
});

it('a loss among metrics is its mean over every sample', () => {
  const metric = metrics.getMetric(new MeanSquaredError({ name: 'squares' }));
  expect(metric.name).toBe('squares');
  metric.updateState(tf.tensor2d([[1], [2], [3]]), tf.tensor2d([[1], [1], [1]]));
  metric.updateState(tf.tensor2d([[5]]), tf.tensor2d([[1]]));
  expect(metric.result().dataSync()[0]).toBeCloseTo((0 + 1 + 4 + 16) / 4, 6);
  const again = metrics.getMetric(metrics.serializeMetric(metric));
  expect(again.getConfig()).toEqual(metric.getConfig());
});

it('a class in the place of an object is made, and another class refused', () => {
  expect(metrics.getMetric(metrics.AUC as never)).toBeInstanceOf(metrics.AUC);
  expect(losses.getLoss(losses.Huber as never)).toBeInstanceOf(losses.Huber);
  expect(() => metrics.getMetric(Date as never)).toThrow(
    'Expected a metric or a function as one. Received: class Date',
  );
  expect(() => losses.getLoss(class Other {} as never)).toThrow(/Expected a loss or a function as one/);
});

it('a metric that was disposed of says so, and begins anew with a reset', () => {
  for (const make of [
    () => new metrics.Mean(),
    () => new metrics.Sum(),
    () => new metrics.AUC(),
    () => new metrics.F1Score(),
    () => new metrics.R2Score(),
    () => new metrics.MeanIoU({ numClasses: 3 }),
  ]) {
    const metric = make();
    const [t, p] = [
      tf.tensor2d([
        [1, 0],
        [0, 1],
      ]),
      tf.tensor2d([
        [1, 0],
        [1, 0],
      ]),
    ];
    const update = (): void => {
      if (metric.name === 'mean' || metric.name === 'sum') metric.updateState(t, tf.ones([2, 2]));
      else metric.updateState(t, p);
    };
    const before = tf.memory().numTensors;
    update();
    const first = metric.result().dataSync();
    metric.dispose();
    expect(update).toThrow(/was disposed of: expected `resetState`/);
    expect(() => metric.result()).toThrow(/was disposed of: expected `resetState`/);
    metric.resetState();
    update();
    expect(metric.result().dataSync()).toEqual(first);
    metric.dispose();
    tf.dispose([t, p]);
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 2);
  }
});
