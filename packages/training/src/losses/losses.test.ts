import * as tf from '@tensorflow/tfjs-core';
import { backends, expectGradient, expectNumbers, gradient, startBackend, take } from './testing/harness.ts';
import * as losses from './index.ts';

const { getLoss } = losses;

interface Example {
  className: string;
  config?: object;
  yTrue: number[][] | number[][][];
  yPred: number[][] | number[][][];
  /** One per sample. */
  expected: number[];
}

const softplus = (x: number): number => Math.log1p(Math.exp(x));

/** Small enough to be worked out by hand. */
const examples: Example[] = [
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
    expected: [0.5, 2],
  },
  {
    className: 'MeanAbsoluteError',
    yTrue: [
      [0, 1],
      [2, 3],
    ],
    yPred: [
      [1, 1.5],
      [4, 2],
    ],
    expected: [0.75, 1.5],
  },
  { className: 'MeanAbsolutePercentageError', yTrue: [[1, 2]], yPred: [[1.5, 1]], expected: [50] },
  {
    className: 'MeanSquaredLogarithmicError',
    yTrue: [[0, 1]],
    yPred: [[Math.E - 1, 3]],
    expected: [0.5 + Math.LN2 ** 2 / 2],
  },
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
    expected: [-1, -0.6],
  },
  { className: 'Huber', yTrue: [[0, 0]], yPred: [[0.5, 3]], expected: [(0.125 + 2.5) / 2] },
  { className: 'Huber', config: { delta: 2 }, yTrue: [[0, 0]], yPred: [[1.5, -3]], expected: [(1.125 + 4) / 2] },
  {
    className: 'LogCosh',
    yTrue: [[0, 1]],
    yPred: [[1, 3]],
    expected: [(Math.log(Math.cosh(1)) + Math.log(Math.cosh(2))) / 2],
  },
  { className: 'Hinge', yTrue: [[-1, 1]], yPred: [[0.5, 0.5]], expected: [1] },
  { className: 'Hinge', yTrue: [[0, 1]], yPred: [[0.5, 0.5]], expected: [1] },
  { className: 'SquaredHinge', yTrue: [[-1, 1]], yPred: [[0.5, 0.5]], expected: [1.25] },
  { className: 'CategoricalHinge', yTrue: [[0, 1, 0]], yPred: [[0.3, 0.2, 0.5]], expected: [1.3] },
  {
    className: 'KLDivergence',
    yTrue: [[0.5, 0.5]],
    yPred: [[0.25, 0.75]],
    expected: [0.5 * Math.log(2) + 0.5 * Math.log(2 / 3)],
  },
  { className: 'Poisson', yTrue: [[1, 2]], yPred: [[1, 2]], expected: [(1 + 2 - 2 * Math.LN2) / 2] },
  {
    className: 'BinaryCrossentropy',
    yTrue: [[1, 0]],
    yPred: [[0.8, 0.4]],
    expected: [-(Math.log(0.8) + Math.log(0.6)) / 2],
  },
  {
    className: 'BinaryCrossentropy',
    config: { labelSmoothing: 0.2 },
    yTrue: [[1]],
    yPred: [[0.8]],
    expected: [-(0.9 * Math.log(0.8) + 0.1 * Math.log(0.2))],
  },
  {
    className: 'BinaryCrossentropy',
    config: { fromLogits: true },
    yTrue: [[1, 0]],
    yPred: [[2, -1]],
    expected: [(softplus(-2) + softplus(-1)) / 2],
  },
  {
    className: 'BinaryFocalCrossentropy',
    yTrue: [[1, 0]],
    yPred: [[0.8, 0.4]],
    expected: [-(0.04 * Math.log(0.8) + 0.16 * Math.log(0.6)) / 2],
  },
  {
    className: 'BinaryFocalCrossentropy',
    config: { applyClassBalancing: true, gamma: 1 },
    yTrue: [[1, 0]],
    yPred: [[0.8, 0.4]],
    expected: [-(0.25 * 0.2 * Math.log(0.8) + 0.75 * 0.4 * Math.log(0.6)) / 2],
  },
  { className: 'CategoricalCrossentropy', yTrue: [[0, 1]], yPred: [[0.25, 0.75]], expected: [-Math.log(0.75)] },
  { className: 'CategoricalCrossentropy', yTrue: [[0, 1]], yPred: [[1, 3]], expected: [-Math.log(0.75)] },
  {
    className: 'CategoricalCrossentropy',
    config: { fromLogits: true, labelSmoothing: 0.5 },
    yTrue: [[0, 1]],
    yPred: [[0, Math.log(3)]],
    expected: [-(0.25 * Math.log(0.25) + 0.75 * Math.log(0.75))],
  },
  {
    className: 'CategoricalCrossentropy',
    config: { fromLogits: true, axis: 1 },
    yTrue: [
      [
        [0, 1],
        [1, 0],
      ],
    ],
    yPred: [
      [
        [0, 0],
        [Math.log(3), 0],
      ],
    ],
    expected: [-Math.log(0.75), Math.LN2],
  },
  // Keras smooths by the size of the last axis, here 2, whichever axis the classes are on.
  {
    className: 'CategoricalCrossentropy',
    config: { axis: 1, labelSmoothing: 0.3 },
    yTrue: [
      [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
    ],
    yPred: [
      [
        [0.2, 0.5],
        [0.7, 0.3],
        [0.1, 0.2],
      ],
    ],
    expected: [
      -(0.1 * Math.log(0.2) + 0.8 * Math.log(0.7) + 0.1 * Math.log(0.1)),
      -(0.8 * Math.log(0.5) + 0.1 * Math.log(0.3) + 0.1 * Math.log(0.2)),
    ],
  },
  {
    className: 'CategoricalFocalCrossentropy',
    yTrue: [[0, 1]],
    yPred: [[0.25, 0.75]],
    expected: [-0.25 * 0.0625 * Math.log(0.75)],
  },
  {
    className: 'CategoricalFocalCrossentropy',
    config: { fromLogits: true, axis: 1, gamma: 1 },
    yTrue: [[0, 1]],
    yPred: [[0, Math.log(3)]],
    expected: [-0.25 * 0.25 * Math.log(0.75)],
  },
  {
    className: 'SparseCategoricalCrossentropy',
    yTrue: [[1], [0]],
    yPred: [
      [0.25, 0.75],
      [0.5, 0.5],
    ],
    expected: [-Math.log(0.75), Math.LN2],
  },
  {
    className: 'SparseCategoricalCrossentropy',
    config: { fromLogits: true },
    yTrue: [[1], [0]],
    yPred: [
      [0, Math.log(3)],
      [1, 1],
    ],
    expected: [-Math.log(0.75), Math.LN2],
  },
  {
    className: 'SparseCategoricalCrossentropy',
    config: { ignoreClass: 9 },
    yTrue: [[1], [9]],
    yPred: [
      [0.25, 0.75],
      [0.5, 0.5],
    ],
    expected: [-Math.log(0.75), 0],
  },
  {
    className: 'CategoricalGeneralizedCrossEntropy',
    yTrue: [[1]],
    yPred: [[0.25, 0.75]],
    expected: [(1 - Math.sqrt(0.75)) / 0.5],
  },
  { className: 'Dice', config: { axis: -1 }, yTrue: [[1, 0]], yPred: [[0.5, 0.5]], expected: [0.5] },
  {
    className: 'Tversky',
    config: { axis: [1], alpha: 1, beta: 0 },
    yTrue: [[1, 0]],
    yPred: [[0.5, 0.25]],
    expected: [0.5],
  },
  // One frame spells the label half of the time; of two frames three of four ways do.
  { className: 'CTC', yTrue: [[1]], yPred: [[[0, 0]]], expected: [Math.LN2] },
  {
    className: 'CTC',
    yTrue: [[1, 0]],
    yPred: [
      [
        [0, 0],
        [0, 0],
      ],
    ],
    expected: [-Math.log(0.75)],
  },
  {
    className: 'Circle',
    config: { gamma: 1 },
    yTrue: [[0], [0], [1]],
    yPred: [
      [1, 0],
      [1, 0],
      [0, 1],
    ],
    expected: [softplus(-0.32), softplus(-0.32), 0],
  },
];

it('has every loss of Keras', () => {
  const classes = Object.values(losses).filter((value) => typeof value === 'function' && 'className' in value);
  expect(classes).toHaveLength(23);
});

describe.each(backends)('losses on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(examples)('$className $config', ({ className, config = {}, yTrue, yPred, expected }) => {
    const loss = getLoss({ className, config: { ...config, reduction: 'none' } });
    const total = getLoss({ className, config: { ...config, reduction: 'sum' } });
    const [t, p] = [tf.tensor(yTrue), tf.tensor(yPred)];
    const before = tf.memory().numTensors;
    expectNumbers(take(loss.apply(t, p)), expected);
    expectNumbers(take(total.apply(t, p)), [expected.reduce((a, b) => a + b, 0)]);
    expectGradient((x) => loss.apply(t, x), p);
    expect(tf.memory().numTensors).toBe(before);
    expect(getLoss(losses.serializeLoss(loss)).getConfig()).toEqual(loss.getConfig());
    tf.dispose([t, p]);
  });

  it('ctc sums over every alignment', () => {
    const random = (i: number): number => Math.sin(i * 12.9898) * 2;
    const [time, classes] = [4, 3];
    const logits = Array.from({ length: time }, (_, t) => Array.from({ length: classes }, (_, c) => random(t * 7 + c)));
    const rows = logits.map((row) => {
      const sum = row.reduce((total, x) => total + Math.exp(x), 0);
      return row.map((x) => Math.exp(x) / sum);
    });
    const spelled = (path: number[]): string =>
      path
        .filter((c, i) => c !== path[i - 1])
        .filter((c) => c !== 0)
        .join('');
    for (const labels of [
      [1, 2],
      [1, 1],
      [2, 0],
      [0, 0],
    ]) {
      let probability = 0;
      for (let code = 0; code < classes ** time; code++) {
        const path = rows.map((_, t) => Math.floor(code / classes ** t) % classes);
        if (spelled(path) !== labels.filter((c) => c !== 0).join('')) continue;
        probability += path.reduce((product, c, t) => product * (rows[t]?.[c] ?? 0), 1);
      }
      const [t, p] = [tf.tensor2d([labels]), tf.tensor3d([logits])];
      expectNumbers(take(losses.ctc(t, p)), [-Math.log(probability)]);
      expectGradient((x) => losses.ctc(t, x), p);
      tf.dispose([t, p]);
    }
  });

  it('the absolute error is flat where it is 0', () => {
    const x = tf.tensor2d([[1, 2, 3]]);
    expectNumbers(
      gradient((p) => losses.meanAbsoluteError(tf.tensor2d([[1, 1, 4]]), p), x),
      [0, 1 / 3, -1 / 3],
    );
    x.dispose();
  });
});
