import * as tf from '@tensorflow/tfjs-core';
import { expectNumbers, startBackend, startDistantBackend, take } from '../losses/testing/harness.ts';
import * as metrics from './index.ts';

const { getMetric } = metrics;

interface Example {
  className: string;
  config?: Record<string, unknown>;
  yTrue: number[] | number[][];
  yPred: number[] | number[][];
  sampleWeight?: number[];
  expected: number[];
}

const column = (values: number[]): number[][] => values.map((value) => [value]);
const labels = column([1, 1, 0, 0, 1]);
const scores = column([0.9, 0.4, 0.6, 0.1, 0.8]);
// At 0.5: tp 2, fn 1, fp 1, tn 1.
const weights = [1, 2, 1, 1, 1];

/** Small enough to be worked out by hand. */
const examples: Example[] = [
  { className: 'Accuracy', yTrue: column([1, 2, 3]), yPred: column([1, 0, 3]), expected: [2 / 3] },
  { className: 'Accuracy', yTrue: [1, 2, 3], yPred: [1, 0, 3], sampleWeight: [1, 2, 1], expected: [0.5] },
  { className: 'BinaryAccuracy', yTrue: labels, yPred: scores, expected: [0.6] },
  { className: 'BinaryAccuracy', config: { threshold: 0.7 }, yTrue: labels, yPred: scores, expected: [0.8] },
  {
    className: 'CategoricalAccuracy',
    yTrue: [
      [0, 1],
      [1, 0],
    ],
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
    ],
    expected: [0.5],
  },
  {
    className: 'CategoricalAccuracy',
    yTrue: [
      [0, 1],
      [1, 0],
    ],
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
    ],
    sampleWeight: [3, 1],
    expected: [0.75],
  },
  {
    className: 'SparseCategoricalAccuracy',
    yTrue: [1, 0],
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
    ],
    expected: [0.5],
  },
  {
    className: 'SparseCategoricalAccuracy',
    yTrue: column([1, 0]),
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
    ],
    expected: [0.5],
  },
  {
    className: 'TopKCategoricalAccuracy',
    config: { k: 2 },
    yTrue: [
      [0, 0, 1],
      [0, 1, 0],
    ],
    yPred: [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ],
    expected: [0.5],
  },
  // Scores that tie with the label's do not push it out; a label outside the classes is no hit.
  {
    className: 'SparseTopKCategoricalAccuracy',
    config: { k: 1 },
    yTrue: [1, 7, -1, 0],
    yPred: [
      [1, 1, 0],
      [1, 0, 0],
      [1, 0, 0],
      [-1, -2, -3],
    ],
    expected: [0.5],
  },
  {
    className: 'SparseTopKCategoricalAccuracy',
    config: { k: 2, fromSortedIds: true },
    yTrue: [1, 2],
    yPred: [
      [0, 1, 2],
      [0, 1, 2],
    ],
    expected: [0.5],
  },
  { className: 'TruePositives', yTrue: labels, yPred: scores, expected: [2] },
  { className: 'FalseNegatives', yTrue: labels, yPred: scores, sampleWeight: weights, expected: [2] },
  { className: 'FalsePositives', config: { thresholds: [0.5, 0.7] }, yTrue: labels, yPred: scores, expected: [1, 0] },
  { className: 'TrueNegatives', config: { thresholds: 0.05 }, yTrue: labels, yPred: scores, expected: [0] },
  { className: 'Precision', yTrue: labels, yPred: scores, expected: [2 / 3] },
  { className: 'Precision', yTrue: labels, yPred: column([0, 0, 0, 0, 0]), expected: [0] },
  {
    className: 'Precision',
    config: { topK: 1 },
    yTrue: [
      [0, 1],
      [1, 0],
    ],
    yPred: [
      [0.3, 0.4],
      [0.1, 0.2],
    ],
    expected: [0.5],
  },
  {
    className: 'Precision',
    config: { classId: 1 },
    yTrue: [
      [0, 1],
      [1, 0],
    ],
    yPred: [
      [0.9, 0.8],
      [0.1, 0.7],
    ],
    expected: [0.5],
  },
  { className: 'Recall', yTrue: labels, yPred: scores, expected: [2 / 3] },
  { className: 'Recall', yTrue: labels, yPred: scores, sampleWeight: weights, expected: [0.5] },
  { className: 'Recall', config: { thresholds: [0.3, 0.85] }, yTrue: labels, yPred: scores, expected: [1, 1 / 3] },
  {
    className: 'SensitivityAtSpecificity',
    config: { specificity: 1 },
    yTrue: labels,
    yPred: scores,
    expected: [2 / 3],
  },
  { className: 'SpecificityAtSensitivity', config: { sensitivity: 1 }, yTrue: labels, yPred: scores, expected: [0.5] },
  { className: 'PrecisionAtRecall', config: { recall: 1 }, yTrue: labels, yPred: scores, expected: [0.75] },
  { className: 'RecallAtPrecision', config: { precision: 1 }, yTrue: labels, yPred: scores, expected: [2 / 3] },
  // Of six pairs of a yes and a no, five are in order.
  { className: 'AUC', config: { numThresholds: 1001 }, yTrue: labels, yPred: scores, expected: [5 / 6] },
  { className: 'AUC', yTrue: [1, 1, 0, 0], yPred: [0.9, 0.8, 0.2, 0.1], expected: [1] },
  { className: 'AUC', yTrue: [1, 1, 0, 0], yPred: [0.1, 0.2, 0.8, 0.9], expected: [0] },
  { className: 'AUC', config: { curve: 'PR' }, yTrue: [1, 1, 0, 0], yPred: [0.9, 0.8, 0.2, 0.1], expected: [1] },
  { className: 'AUC', config: { curve: 'PRGAIN' }, yTrue: [1, 1, 0, 0], yPred: [0.9, 0.8, 0.2, 0.1], expected: [1] },
  { className: 'AUC', config: { fromLogits: true }, yTrue: [1, 1, 0, 0], yPred: [4, 3, -3, -4], expected: [1] },
  {
    className: 'AUC',
    config: { multiLabel: true },
    yTrue: [
      [1, 1],
      [0, 0],
    ],
    yPred: [
      [0.9, 0.1],
      [0.1, 0.9],
    ],
    expected: [0.5],
  },
  {
    className: 'AUC',
    config: { multiLabel: true, labelWeights: [3, 1] },
    yTrue: [
      [1, 1],
      [0, 0],
    ],
    yPred: [
      [0.9, 0.1],
      [0.1, 0.9],
    ],
    expected: [0.75],
  },
  { className: 'F1Score', config: { threshold: 0.5 }, yTrue: labels, yPred: scores, expected: [2 / 3] },
  {
    className: 'FBetaScore',
    config: { threshold: 0.5, beta: 2 },
    yTrue: labels,
    yPred: scores,
    sampleWeight: weights,
    expected: [(5 * (2 / 3) * 0.5) / (4 * (2 / 3) + 0.5)],
  },
  {
    className: 'F1Score',
    yTrue: [
      [0, 1],
      [1, 0],
      [1, 0],
    ],
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
      [0.6, 0.4],
    ],
    expected: [2 / 3, 2 / 3],
  },
  {
    className: 'F1Score',
    config: { average: 'micro' },
    yTrue: [
      [0, 1],
      [1, 0],
      [1, 0],
    ],
    yPred: [
      [0.3, 0.7],
      [0.4, 0.6],
      [0.6, 0.4],
    ],
    expected: [2 / 3],
  },
  {
    className: 'IoU',
    config: { numClasses: 2, targetClassIds: [0] },
    yTrue: [0, 0, 1, 1],
    yPred: [0, 1, 0, 1],
    expected: [1 / 3],
  },
  {
    className: 'IoU',
    config: { numClasses: 2, targetClassIds: [0], dtype: 'float32' },
    yTrue: [0, 0, 1, 1],
    yPred: [0, 1, 0, 1],
    sampleWeight: [0.3, 0.3, 0.3, 0.1],
    expected: [1 / 3],
  },
  {
    className: 'MeanIoU',
    config: { numClasses: 3 },
    yTrue: [0, 0, 1, 1, 7, -1],
    yPred: [0, 1, 0, 1, 0, 0],
    expected: [1 / 3],
  },
  {
    className: 'MeanIoU',
    config: { numClasses: 2, ignoreClass: 0 },
    yTrue: [0, 0, 1, 1],
    yPred: [0, 1, 0, 1],
    expected: [0.25],
  },
  { className: 'BinaryIoU', yTrue: [0, 1, 0, 1], yPred: [0.1, 0.2, 0.4, 0.7], expected: [(2 / 3 + 1 / 2) / 2] },
  {
    className: 'OneHotIoU',
    config: { numClasses: 2, targetClassIds: [1] },
    yTrue: [
      [1, 0],
      [0, 1],
    ],
    yPred: [
      [0.4, 0.6],
      [0.1, 0.9],
    ],
    expected: [0.5],
  },
  {
    className: 'OneHotMeanIoU',
    config: { numClasses: 2, sparseYPred: true },
    yTrue: [
      [1, 0],
      [0, 1],
    ],
    yPred: [1, 1],
    expected: [0.25],
  },
  {
    className: 'MeanSquaredError',
    yTrue: [
      [0, 1],
      [2, 3],
    ],
    yPred: [
      [1, 1],
      [4, 3],
    ],
    expected: [1.25],
  },
  {
    className: 'MeanSquaredError',
    yTrue: [
      [0, 1],
      [2, 3],
    ],
    yPred: [
      [1, 1],
      [4, 3],
    ],
    sampleWeight: [3, 1],
    expected: [0.875],
  },
  {
    className: 'RootMeanSquaredError',
    yTrue: [
      [0, 0],
      [0, 0],
    ],
    yPred: [
      [3, 3],
      [3, 3],
    ],
    expected: [3],
  },
  { className: 'MeanAbsoluteError', yTrue: [[0, 1]], yPred: [[1, 3]], expected: [1.5] },
  { className: 'MeanAbsolutePercentageError', yTrue: [[1, 2]], yPred: [[1.5, 1]], expected: [50] },
  { className: 'MeanSquaredLogarithmicError', yTrue: [[0]], yPred: [[Math.E - 1]], expected: [1] },
  { className: 'LogCoshError', yTrue: [[0]], yPred: [[1]], expected: [Math.log(Math.cosh(1))] },
  {
    className: 'CosineSimilarity',
    yTrue: [
      [0, 1],
      [1, 0],
    ],
    yPred: [
      [0, 2],
      [3, 4],
    ],
    expected: [0.8],
  },
  { className: 'KLDivergence', yTrue: [[0.5, 0.5]], yPred: [[0.25, 0.75]], expected: [0.5 * Math.log(4 / 3)] },
  { className: 'Poisson', yTrue: [[1, 2]], yPred: [[1, 1]], expected: [1] },
  { className: 'Hinge', yTrue: [[0, 1]], yPred: [[0.5, 0.5]], expected: [1] },
  { className: 'SquaredHinge', yTrue: [[-1, 1]], yPred: [[0.5, 0.5]], expected: [1.25] },
  { className: 'CategoricalHinge', yTrue: [[0, 1, 0]], yPred: [[0.3, 0.2, 0.5]], expected: [1.3] },
  {
    className: 'BinaryCrossentropy',
    yTrue: [[1, 0]],
    yPred: [[0.8, 0.4]],
    expected: [-(Math.log(0.8) + Math.log(0.6)) / 2],
  },
  { className: 'CategoricalCrossentropy', yTrue: [[0, 1]], yPred: [[0.25, 0.75]], expected: [-Math.log(0.75)] },
  { className: 'SparseCategoricalCrossentropy', yTrue: [1], yPred: [[0.25, 0.75]], expected: [-Math.log(0.75)] },
  // As Keras has it, an ignored class counts as 0 unless there are weights.
  {
    className: 'SparseCategoricalCrossentropy',
    config: { ignoreClass: 0 },
    yTrue: [1, 0],
    yPred: [
      [0.25, 0.75],
      [0.5, 0.5],
    ],
    expected: [-Math.log(0.75) / 2],
  },
  {
    className: 'SparseCategoricalCrossentropy',
    config: { ignoreClass: 0 },
    yTrue: [1, 0],
    yPred: [
      [0.25, 0.75],
      [0.5, 0.5],
    ],
    sampleWeight: [1, 1],
    expected: [-Math.log(0.75)],
  },
  { className: 'R2Score', yTrue: column([1, 2, 3]), yPred: column([1, 2, 4]), expected: [0.5] },
  {
    className: 'R2Score',
    config: { numRegressors: 1 },
    yTrue: column([1, 2, 3]),
    yPred: column([1, 2, 4]),
    expected: [0],
  },
  {
    className: 'R2Score',
    config: { numRegressors: 2 },
    yTrue: column([1, 2, 3]),
    yPred: column([1, 2, 4]),
    expected: [0.5],
  },
  {
    className: 'R2Score',
    config: { classAggregation: null },
    yTrue: [
      [1, 0],
      [2, 4],
      [3, 2],
    ],
    yPred: [
      [1, 0],
      [2, 4],
      [4, 2],
    ],
    expected: [0.5, 1],
  },
  {
    className: 'R2Score',
    config: { classAggregation: 'variance_weighted_average' },
    yTrue: [
      [1, 0],
      [2, 4],
      [3, 2],
    ],
    yPred: [
      [1, 0],
      [2, 4],
      [4, 2],
    ],
    expected: [0.9],
  },
  {
    className: 'PearsonCorrelation',
    yTrue: [
      [1, 2, 3],
      [1, 2, 3],
    ],
    yPred: [
      [2, 4, 6],
      [3, 2, 1],
    ],
    expected: [0],
  },
  {
    className: 'ConcordanceCorrelation',
    yTrue: [[1, 2, 3]],
    yPred: [[2, 3, 4]],
    expected: [(2 * (2 / 3)) / (4 / 3 + 1)],
  },
  {
    className: 'MeanMetricWrapper',
    config: { fn: 'huber', delta: 2 },
    yTrue: [[0, 0]],
    yPred: [[1.5, -3]],
    expected: [(1.125 + 4) / 2],
  },
];

it('has every metric of Keras', () => {
  const classes = Object.values(metrics).filter((value) => typeof value === 'function' && 'className' in value);
  // Mean over samples is the base of those that Keras makes with MeanMetricWrapper.
  expect(classes).toHaveLength(46 + 1);
});

describe.each<[name: string, start: () => Promise<void>]>([
  ['cpu', () => startBackend('cpu')],
  ['wasm', () => startBackend('wasm')],
  ['a backend that cannot be read at once', startDistantBackend],
])('metrics on %s', (_, start) => {
  beforeAll(start);

  it.each(examples)('$className $config', ({ className, config = {}, yTrue, yPred, sampleWeight, expected }) => {
    const start = tf.memory().numTensors;
    const metric = getMetric({ className, config });
    const [t, p] = [tf.tensor(yTrue), tf.tensor(yPred)];
    const weight = sampleWeight === undefined ? null : tf.tensor1d(sampleWeight);
    metric.updateState(t, p, weight);
    const before = tf.memory().numTensors;
    expectNumbers(take(metric.result()), expected, 1e-4);
    // The same batch again changes counts, and neither means nor shares.
    metric.updateState(t, p, weight);
    const factor = /Positives|Negatives/.test(className) ? 2 : 1;
    if (!('numRegressors' in config)) {
      const twice = expected.map((value) => value * factor);
      expectNumbers(take(metric.result()), twice, 1e-4);
    }
    metric.resetState();
    metric.updateState(t, p, weight);
    expectNumbers(take(metric.result()), expected, 1e-4);
    expect(tf.memory().numTensors).toBe(before);
    const again = getMetric(metrics.serializeMetric(metric));
    expect(again.getConfig()).toEqual(metric.getConfig());
    tf.dispose([t, p, weight ?? []]);
    metric.dispose();
    again.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });

  it('batches add up to the whole', () => {
    const names = ['AUC', 'Precision', 'BinaryAccuracy', 'MeanSquaredError', 'R2Score', 'F1Score', 'BinaryIoU'];
    for (const className of names) {
      const [whole, parts] = [getMetric({ className, config: {} }), getMetric({ className, config: {} })];
      const [t, p] = [tf.tensor2d(labels), tf.tensor2d(scores)];
      whole.updateState(t, p);
      for (const [begin, size] of [
        [0, 1],
        [1, 3],
        [4, 1],
      ] as const) {
        const [tPart, pPart] = [tf.slice(t, [begin, 0], [size, 1]), tf.slice(p, [begin, 0], [size, 1])];
        parts.updateState(tPart, pPart);
        tf.dispose([tPart, pPart]);
      }
      expectNumbers(take(parts.result()), take(whole.result()));
      tf.dispose([t, p]);
      whole.dispose();
      parts.dispose();
    }
  });

  it('many predictions are counted in parts', () => {
    const count = 50_000;
    const p = tf.tensor1d(Array.from({ length: count }, (_, i) => (i + 0.5) / count));
    const t = tf.cast(tf.greater(p, 0.5), 'float32');
    const metric = new metrics.AUC();
    metric.updateState(t, p);
    expectNumbers(take(metric.result()), [1], 1e-3);
    const counts = new metrics.TruePositives({ thresholds: [0.25, 0.75] });
    counts.updateState(t, p);
    expectNumbers(take(counts.result()), [count / 2, count / 4]);
    tf.dispose([t, p]);
    metric.dispose();
    counts.dispose();
  });
});

describe('metrics on a backend that cannot be read at once', () => {
  beforeAll(startDistantBackend);

  it('nothing is read back by updates and results', () => {
    const reads = (['read', 'readSync'] as const).map((name) => jest.spyOn(tf.engine(), name));
    for (const { className, config = {}, yTrue, yPred, sampleWeight } of examples) {
      const metric = getMetric({ className, config });
      const [t, p] = [tf.tensor(yTrue), tf.tensor(yPred)];
      const weight = sampleWeight === undefined ? null : tf.tensor1d(sampleWeight);
      metric.updateState(t, p, weight);
      metric.result().dispose();
      metric.resetState();
      metric.dispose();
      tf.dispose([t, p, weight ?? []]);
    }
    for (const read of reads) {
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
    }
  });
});
