// Counts beyond 2^24, where floats have no next whole number, and sums of many numbers far from 0.
import * as tf from '@tensorflow/tfjs-core';
import { backends, expectNumbers, startBackend, startDistantBackend, take } from '../losses/testing/harness.ts';
import * as metrics from './index.ts';
import { weighBins } from './weigh-bins.ts';

const LIMIT = 2 ** 24;

/** So many more, one at a time: floats would count none of them. */
const MORE = 1000;

const starts: [name: string, start: () => Promise<void>][] = [
  ...backends.map((backend): [string, () => Promise<void>] => [backend, () => startBackend(backend)]),
  ['a backend that cannot be read at once', startDistantBackend],
];

describe.each(starts)('on %s', (_, start) => {
  beforeAll(start);

  /** Tells a metric of a batch of targets and predictions. */
  function tell(metric: metrics.Metric, [yTrue, yPred]: [number[][], number[][]], weights?: number[]): void {
    const [t, p] = [tf.tensor2d(yTrue), tf.tensor2d(yPred)];
    const weight = weights === undefined ? null : tf.tensor1d(weights);
    metric.updateState(t, p, weight);
    tf.dispose([t, p, weight ?? []]);
  }

  const numbersOf = (metric: metrics.Metric): number[] => {
    const numbers = take(metric.result());
    metric.dispose();
    return numbers;
  };

  it('Sum and Mean', () => {
    const [sum, mean] = [new metrics.Sum(), new metrics.Mean()];
    sum.updateState(LIMIT);
    mean.updateState(1, LIMIT);
    for (let i = 0; i < MORE; i++) {
      sum.updateState(1);
      mean.updateState(101);
    }
    expect(mean.variables.map(({ value }) => value.dataSync()[0])).toEqual([LIMIT + 101 * MORE, LIMIT + MORE]);
    expectNumbers(numbersOf(sum), [LIMIT + MORE], 0);
    expectNumbers(numbersOf(mean), [(LIMIT + 101 * MORE) / (LIMIT + MORE)], 1e-7);
  });

  it('a mean of many equal numbers', () => {
    const mean = new metrics.Mean();
    for (let i = 0; i < 20_000; i++) mean.updateState(0.1);
    expectNumbers(numbersOf(mean), [0.1], 1e-7);
  });

  it('counts of yes and no', () => {
    const [found, missed, auc] = [new metrics.TruePositives(), new metrics.Recall(), new metrics.AUC()];
    for (const metric of [found, missed, auc]) {
      tell(
        metric,
        [
          [[1], [0]],
          [[0.9], [0.1]],
        ],
        [LIMIT, LIMIT],
      );
      for (let i = 0; i < MORE; i++) tell(metric, [[[1]], [[metric === found ? 0.9 : 0.05]]]);
    }
    expectNumbers(numbersOf(found), [LIMIT + MORE], 0);
    expectNumbers(numbersOf(missed), [LIMIT / (LIMIT + MORE)], 1e-7);
    // Each yes that was missed lies below all the other kind.
    expectNumbers(numbersOf(auc), [LIMIT / (LIMIT + MORE)], 1e-6);
  });

  it('intersection over union and F-score', () => {
    const [iou, score] = [
      new metrics.IoU({ numClasses: 2, targetClassIds: [0] }),
      new metrics.FBetaScore({ average: 'micro' }),
    ];
    const images = (label: number, guess: number, weight: number): void => {
      const [t, p, w] = [tf.tensor1d([label]), tf.tensor1d([guess]), tf.tensor1d([weight])];
      iou.updateState(t, p, w);
      tf.dispose([t, p, w]);
    };
    images(0, 0, LIMIT);
    tell(score, [[[1, 0]], [[0.9, 0.1]]], [LIMIT]);
    for (let i = 0; i < MORE; i++) {
      images(0, 1, 1);
      tell(score, [[[0, 1]], [[0.9, 0.1]]]);
    }
    const share = LIMIT / (LIMIT + MORE);
    expectNumbers(numbersOf(iou), [share], 2e-7);
    expectNumbers(numbersOf(score), [share], 2e-7);
  });

  it('R2Score of targets far from 0', () => {
    const metric = new metrics.R2Score();
    for (let round = 0; round < 2; round++) {
      let [residual, sum, squares, count] = [0, 0, 0, 0];
      for (let batch = 0; batch < 10; batch++) {
        const targets = Float32Array.from({ length: 100 }, (__, i) => 10_000 + Math.sin(100 * batch + i) + round);
        const guesses = targets.map((value, i) => value + 0.25 * Math.cos(i));
        targets.forEach((value, i) => {
          residual += (value - (guesses[i] ?? 0)) ** 2;
          sum += value - 10_000;
          squares += (value - 10_000) ** 2;
          count++;
        });
        const [t, p] = [tf.tensor(targets, [100, 1]), tf.tensor(guesses, [100, 1])];
        metric.updateState(t, p);
        tf.dispose([t, p]);
      }
      expectNumbers(take(metric.result()), [1 - residual / (squares - sum ** 2 / count)], 1e-5);
      metric.resetState();
    }
    metric.dispose();
  });

  it('a value that was set counts as it is', () => {
    const sum = new metrics.Sum();
    sum.updateState(2 ** 30);
    sum.updateState(1);
    sum.total.assign(5);
    sum.updateState(1);
    expectNumbers(numbersOf(sum), [6], 0);
  });
});

it('more values in one bin than floats can count', async () => {
  await startBackend('cpu');
  const size = LIMIT + 2 ** 20;
  const [bins, weights] = [tf.zeros([size], 'int32'), tf.ones([size])];
  expectNumbers(take(tf.tidy(() => weighBins(bins, weights, 2))), [size, 0], 0);
  tf.dispose([bins, weights]);
});
