import { annotate, clearSession } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectNumbers, startBackend, take } from '../losses/testing/harness.ts';
import { AUC } from './auc.ts';
import { BinaryAccuracy } from './binary-accuracy.ts';
import { F1Score } from './f1-score.ts';
import { getMetric, resolveMetric, type MetricLike, type MetricName } from './get.ts';
import { IoU } from './iou.ts';
import { Mean } from './mean.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { Metric } from './metric.ts';
import { Precision } from './precision.ts';
import { R2Score } from './r2-score.ts';
import { Sum } from './sum.ts';

beforeAll(() => startBackend('cpu'));

describe('Mean and Sum', () => {
  const feed = (
    metric: Mean | Sum,
    ...batches: [values: number | number[] | number[][], weight?: number | number[] | number[][]][]
  ): number => {
    for (const [values, weight = null] of batches)
      tf.tidy(() =>
        metric.updateState(
          typeof values === 'number' ? values : tf.tensor(values),
          weight === null || typeof weight === 'number' ? weight : tf.tensor(weight),
        ),
      );
    const [value = NaN] = take(metric.result());
    metric.dispose();
    return value;
  };

  it.each<{ name: string; batches: Parameters<typeof feed>[1][]; mean: number; sum: number }>([
    { name: 'nothing', batches: [], mean: 0, sum: 0 },
    { name: 'numbers', batches: [[3], [5]], mean: 4, sum: 8 },
    {
      name: 'numbers with weights',
      batches: [
        [3, 1],
        [5, 3],
      ],
      mean: 4.5,
      sum: 18,
    },
    { name: 'vectors', batches: [[[1, 2, 3]], [[6]]], mean: 3, sum: 12 },
    {
      name: 'weighted vectors',
      batches: [
        [
          [1, 2, 3],
          [1, 0, 1],
        ],
      ],
      mean: 2,
      sum: 4,
    },
    {
      name: 'one weight for all',
      batches: [
        [[1, 2, 3], 2],
        [[6], 6],
      ],
      mean: 4,
      sum: 48,
    },
    {
      name: 'matrices',
      batches: [
        [
          [
            [1, 3],
            [5, 7],
          ],
        ],
      ],
      mean: 4,
      sum: 16,
    },
    {
      name: 'matrices with a weight a row',
      batches: [
        [
          [
            [1, 3],
            [5, 7],
          ],
          [3, 1],
        ],
      ],
      mean: 3,
      sum: 24,
    },
    {
      name: 'matrices with a weight a value',
      batches: [
        [
          [
            [1, 3],
            [5, 7],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      ],
      mean: 4,
      sum: 8,
    },
  ])('$name', ({ batches, mean, sum }) => {
    expect(feed(new Mean(), ...batches)).toBeCloseTo(mean, 6);
    expect(feed(new Sum(), ...batches)).toBeCloseTo(sum, 6);
  });

  it('weights that do not fit are named, and change nothing', () => {
    const mean = new Mean({ name: 'm' });
    mean.updateState(2);
    expect(() => tf.tidy(() => mean.updateState(tf.ones([3]), tf.ones([2])))).toThrow(
      /Mean "m": expected weights or a mask that fit values of shape \[3\]. Received: shape=\[2\]/,
    );
    expectNumbers(take(mean.result()), [2]);
    mean.dispose();
  });
});

describe('masks', () => {
  it('leave entries out of the mean', () => {
    const metric = new MeanSquaredError();
    const [t, p] = [
      tf.zeros([1, 3, 2]),
      tf.tensor3d([
        [
          [1, 1],
          [2, 2],
          [5, 5],
        ],
      ]),
    ];
    const mask = tf.tensor2d([[1, 1, 0]], [1, 3], 'bool');
    annotate(p, { mask });
    metric.updateState(t, p);
    expectNumbers(take(metric.result()), [2.5]);
    tf.dispose([t, p, mask]);
    metric.dispose();
  });
});

describe('names', () => {
  it('are fixed, or numbered', () => {
    clearSession();
    const names = [
      new BinaryAccuracy(),
      new BinaryAccuracy(),
      new AUC(),
      new AUC(),
      new IoU({ numClasses: 2, targetClassIds: [1] }),
    ];
    expect(names.map(({ name }) => name)).toEqual(['binary_accuracy', 'binary_accuracy', 'auc', 'auc_1', 'io_u']);
    expect(new F1Score({ name: 'mine' }).name).toBe('mine');
    expect(new Precision().variables.map(({ path }) => path)).toEqual([
      'precision/true_positives',
      'precision/false_positives',
    ]);
    tf.disposeVariables();
  });

  it.each<[MetricName, string]>([
    ['mse', 'MeanSquaredError'],
    ['mean_squared_error', 'MeanSquaredError'],
    ['bce', 'BinaryCrossentropy'],
    ['kld', 'KLDivergence'],
    ['auc', 'AUC'],
    ['f1_score', 'F1Score'],
    ['fbeta_score', 'FBetaScore'],
    ['r2Score', 'R2Score'],
    ['top_k_categorical_accuracy', 'TopKCategoricalAccuracy'],
    ['binary_io_u', 'BinaryIoU'],
    ['truePositives', 'TruePositives'],
  ])('%s is %s', (name, className) => {
    const metric = getMetric(name);
    expect((metric.constructor as typeof Metric).className).toBe(className);
    metric.dispose();
  });
});

describe('resolveMetric', () => {
  const resolve = (identifier: MetricLike, yTrueShape: number[], yPredShape: number[]): [string, string] => {
    const metric = resolveMetric(identifier, { yTrueShape, yPredShape });
    metric.dispose();
    return [(metric.constructor as typeof Metric).className, metric.name];
  };

  it('chooses the accuracy that fits the shapes', () => {
    expect(resolve('accuracy', [8, 1], [8, 1])).toEqual(['BinaryAccuracy', 'accuracy']);
    expect(resolve('accuracy', [8], [8, 10])).toEqual(['SparseCategoricalAccuracy', 'accuracy']);
    expect(resolve('accuracy', [8, 1], [8, 10])).toEqual(['SparseCategoricalAccuracy', 'accuracy']);
    expect(resolve('accuracy', [8, 5], [8, 5, 10])).toEqual(['SparseCategoricalAccuracy', 'accuracy']);
    expect(resolve('acc', [8, 10], [8, 10])).toEqual(['CategoricalAccuracy', 'acc']);
  });

  it('chooses the cross-entropy likewise', () => {
    expect(resolve('crossentropy', [8, 1], [8, 1])).toEqual(['BinaryCrossentropy', 'crossentropy']);
    expect(resolve('ce', [8], [8, 10])).toEqual(['SparseCategoricalCrossentropy', 'ce']);
    expect(resolve('ce', [8, 10], [8, 10])).toEqual(['CategoricalCrossentropy', 'ce']);
  });

  it('keeps the name as it is written, and objects as they are', () => {
    expect(resolve('mae', [8, 1], [8, 1])).toEqual(['MeanAbsoluteError', 'mae']);
    const metric = new BinaryAccuracy({ name: 'mine' });
    expect(resolveMetric(metric, { yTrueShape: [8, 1], yPredShape: [8, 1] })).toBe(metric);
    metric.dispose();
  });
});

describe('custom metrics', () => {
  const [t, p] = [
    (): Tensor => tf.zeros([2, 2]),
    (): Tensor =>
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
  ];

  it('are a function of one value per sample', () => {
    const metric = getMetric(function largestError(t: Tensor, p: Tensor): Tensor {
      return tf.max(tf.abs(tf.sub(p, t)), -1);
    });
    expect(metric.name).toBe('largest_error');
    tf.tidy(() => metric.updateState(t(), p(), tf.tensor1d([3, 1])));
    expectNumbers(take(metric.result()), [2.5]);
    metric.dispose();
  });

  it('are a subclass', () => {
    class Largest extends Metric {
      static override readonly className: string = 'Largest';
      readonly largest = this.addVariable('largest', [], -Infinity);

      override updateState(_: Tensor, yPred: Tensor): void {
        tf.tidy(() => this.largest.value.assign(tf.maximum(this.largest.value, tf.max(yPred))));
      }

      override result(): Tensor {
        return tf.clone(this.largest.value);
      }
    }
    const metric = new Largest({ name: 'largest' });
    tf.tidy(() => metric.updateState(t(), p()));
    expectNumbers(take(metric.result()), [4]);
    metric.resetState();
    expectNumbers(take(metric.result()), [-Infinity]);
    metric.dispose();
  });

  it('may name one of our functions, with options', () => {
    const metric = new MeanMetricWrapper({ fn: 'mean_squared_error', name: 'm' });
    expect(metric.getConfig()).toEqual({ name: 'm', dtype: 'float32', fn: 'meanSquaredError' });
    metric.dispose();
    expect(() => new MeanMetricWrapper({ fn: 'meanSquareError' })).toThrow(/Did you mean 'meanSquaredError'/);
  });
});

describe('bad arguments', () => {
  it.each<[() => unknown, RegExp]>([
    [() => getMetric('precison' as MetricName), /Unknown metric 'precison'. Did you mean 'precision'\?/],
    [() => getMetric(1 as never), /Expected a metric: .* Received: 1/],
    [
      () => new Precision({ thresholds: [0.5, 2], name: 'p' }),
      /Precision "p": expected `thresholds` to be a number between 0 and 1. Received: thresholds=2/,
    ],
    [() => new Precision({ topK: 0 }), /`topK` to be a positive integer/],
    [() => new AUC({ numThresholds: 1 }), /`numThresholds` to be an integer above 1/],
    [() => new AUC({ curve: 'RC' as 'PR' }), /`curve` to be one of 'ROC', 'PR', 'PRGAIN'. Received: curve='RC'/],
    [() => new AUC({ numLabels: 3 }), /`numLabels` only with multiLabel/],
    [() => new F1Score({ average: 'mean' as 'macro' }), /`average` to be one of 'micro', 'macro', 'weighted'/],
    [() => new F1Score({ threshold: 0 }), /`threshold` to be a number above 0 and at most 1/],
    [() => getMetric({ className: 'FBetaScore', config: { beta: 0 } }), /`beta` to be a number above 0/],
    [() => new R2Score({ classAggregation: 'mean' as 'uniformAverage' }), /`classAggregation` to be one of/],
    [() => new R2Score({ numRegressors: -1 }), /`numRegressors` to be a non-negative integer/],
    [() => new IoU({ numClasses: 2, targetClassIds: [2] }), /`targetClassIds` to be classes from 0 to 1/],
    [
      () => getMetric({ className: 'MeanIoU', config: {} }),
      /`numClasses` to be a positive integer. Received: numClasses=undefined/,
    ],
    [
      () => getMetric({ className: 'PrecisionAtRecall', config: { recall: 2 } }),
      /`recall` to be a number between 0 and 1/,
    ],
    [() => getMetric({ className: 'TopKCategoricalAccuracy', config: { k: 0.5 } }), /`k` to be a positive integer/],
  ])('%s', (make, message) => {
    expect(make).toThrow(message);
  });

  const update =
    (metric: Metric, ...[t = [], p = [], w]: number[][]) =>
    (): void =>
      tf.tidy(() => metric.updateState(tf.ones(t), tf.ones(p), w ? tf.ones(w) : null));

  it('shapes that do not belong together are named, and change nothing', () => {
    const auc = new AUC({ name: 'a' });
    update(auc, [2, 1], [2, 1])();
    const before = auc.variables.map(({ value }) => Array.from(value.dataSync()));
    expect(update(auc, [2, 3], [2, 1])).toThrow(
      /AUC "a": expected `yTrue` and `yPred` of the same shape. Received: yTrue.shape=\[2, 3\], yPred.shape=\[2, 1\]/,
    );
    expect(update(auc, [2, 1], [2, 1], [3])).toThrow(/AUC "a": expected weights .*shape=\[3\]/);
    expect(auc.variables.map(({ value }) => Array.from(value.dataSync()))).toEqual(before);
    expect(update(new F1Score(), [2], [2])).toThrow(/F1Score "f1_score": expected .* of shape \[batch, classes\]/);
    const score = new F1Score();
    update(score, [2, 3], [2, 3])();
    expect(update(score, [2, 4], [2, 4])).toThrow(/expected \[3\] classes as before/);
    expect(update(new R2Score(), [2, 3], [2, 4])).toThrow(
      /R2Score "r2_score": expected .* of shape \[batch, outputs\]/,
    );
    expect(update(new Precision({ classId: 3 }), [2, 3], [2, 3])).toThrow(/more than classId=3 classes/);
    expect(update(new Precision({ topK: 4 }), [2, 3], [2, 3])).toThrow(/at least topK=4 classes/);
    expect(update(new AUC({ multiLabel: true, numLabels: 2 }), [2, 3], [2, 3])).toThrow(/\[batch, 2\]/);
    expect(update(new AUC({ multiLabel: true, labelWeights: [1] }), [2, 3], [2, 3])).toThrow(
      /`labelWeights` for 3 labels/,
    );
    expect(update(new IoU({ numClasses: 2, targetClassIds: [0] }), [2, 3], [2, 4])).toThrow(
      /of the same classes and shape/,
    );
    expect(update(getMetric('sparseCategoricalAccuracy'), [2, 3], [2, 3])).toThrow(/categorical form/);
    expect(update(getMetric('categoricalAccuracy'), [2], [2, 3])).toThrow(/categoricalAccuracy: expected/);
    tf.disposeVariables();
  });

  it('a metric that has not been told of its labels has no result', () => {
    const auc = new AUC({ multiLabel: true, name: 'a' });
    expect(() => auc.result()).toThrow('AUC "a": expected an update before the result');
    auc.resetState();
  });
});
