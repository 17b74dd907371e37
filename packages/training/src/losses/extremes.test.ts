import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';
import { backends, expectNumbers, gradient, startBackend, take } from './testing/harness.ts';
import * as losses from './index.ts';

const { getLoss } = losses;

const probabilities = [
  [0, 1],
  [1, 0],
  [0, 0],
  [1, 1],
  [1e-38, 1],
  [0.5, 0.5],
];
const logits = [
  [1e4, -1e4],
  [-1e4, 1e4],
  [1e4, 1e4],
  [-1e4, -1e4],
  [0, 1e4],
  [88, -88],
];
const targets = {
  'one-hot': [
    [0, 1],
    [0, 1],
    [1, 0],
    [0, 1],
    [1, 0],
    [1, 0],
  ],
  soft: [
    [0.5, 0.5],
    [0, 1],
    [0, 0],
    [1, 1],
    [0.2, 0.8],
    [1, 0],
  ],
};

interface Case {
  className: string;
  config: object;
  predictions: 'probabilities' | 'logits';
}

const configs: Readonly<Record<string, readonly object[]>> = {
  BinaryCrossentropy: [{}],
  BinaryFocalCrossentropy: [0, 0.5, 2].flatMap((gamma) => [{ gamma }, { gamma, applyClassBalancing: true }]),
  CategoricalCrossentropy: [{}],
  CategoricalFocalCrossentropy: [{ gamma: 0 }, { gamma: 0.5 }, { gamma: 2 }],
};

const crossEntropies = Object.entries(configs).flatMap(([className, list]) =>
  list.flatMap((config) =>
    [0, 0.1, 1].flatMap((labelSmoothing): Case[] => [
      { className, config: { ...config, labelSmoothing }, predictions: 'probabilities' },
      { className, config: { ...config, labelSmoothing, fromLogits: true }, predictions: 'logits' },
    ]),
  ),
);

const ofNumbers = [
  ...['CategoricalHinge', 'CosineSimilarity', 'Dice', 'Hinge', 'Huber', 'KLDivergence', 'LogCosh', 'MeanAbsoluteError'],
  ...['MeanAbsolutePercentageError', 'MeanSquaredError', 'MeanSquaredLogarithmicError', 'SquaredHinge', 'Tversky'],
].flatMap((className): Case[] => [
  { className, config: {}, predictions: 'probabilities' },
  { className, config: {}, predictions: 'logits' },
]);

const cases: readonly Case[] = [
  ...crossEntropies,
  ...ofNumbers,
  { className: 'Dice', config: { axis: [1] }, predictions: 'probabilities' },
  { className: 'Tversky', config: { axis: 1, alpha: 0, beta: 0 }, predictions: 'probabilities' },
  // Of a logarithm of negative numbers it makes no sense.
  { className: 'Poisson', config: {}, predictions: 'probabilities' },
];

/** Asserts that the losses and their gradient hold neither infinities nor NaN. */
function expectFinite(loss: Loss, yTrue: tf.Tensor, yPred: tf.Tensor): void {
  expect(take(loss.apply(yTrue, yPred)).filter((value) => !Number.isFinite(value))).toEqual([]);
  expect(gradient((x) => loss.apply(yTrue, x), yPred).filter((value) => !Number.isFinite(value))).toEqual([]);
}

it('covers every class of loss', () => {
  const others = ['CTC', 'CategoricalGeneralizedCrossEntropy', 'Circle', 'SparseCategoricalCrossentropy'];
  const covered = new Set([...cases.map(({ className }) => className), ...others, 'Loss']);
  const classes = Object.values(losses).filter((value) => typeof value === 'function' && 'className' in value);
  expect([...covered].sort()).toEqual(classes.map((cls) => cls.className).sort());
});

describe.each(backends)('at the extremes on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(cases)('$className $config is finite for $predictions', ({ className, config, predictions }) => {
    const loss = getLoss({ className, config: { ...config, reduction: 'none' } });
    const p = tf.tensor2d(predictions === 'logits' ? logits : probabilities);
    for (const values of Object.values(targets)) {
      const t = tf.tensor2d(values);
      expectFinite(loss, t, p);
      t.dispose();
    }
    p.dispose();
  });

  it.each([
    { className: 'SparseCategoricalCrossentropy', config: {}, yPred: probabilities },
    { className: 'SparseCategoricalCrossentropy', config: { fromLogits: true }, yPred: logits },
    { className: 'CategoricalGeneralizedCrossEntropy', config: { q: 0.1 }, yPred: probabilities },
    { className: 'CategoricalGeneralizedCrossEntropy', config: { q: 0.9 }, yPred: probabilities },
    { className: 'Circle', config: {}, yPred: probabilities },
    { className: 'Circle', config: { gamma: 1e3, removeDiagonal: false }, yPred: probabilities },
  ])('$className $config is finite for class numbers', ({ className, config, yPred }) => {
    const loss = getLoss({ className, config: { ...config, reduction: 'none' } });
    const p = tf.tensor2d(yPred);
    for (const label of [0, 1]) {
      const t = tf.fill([yPred.length], label, 'int32');
      expectFinite(loss, t, p);
      t.dispose();
    }
    p.dispose();
  });

  it('class numbers cost what they should', () => {
    const t = tf.tensor1d([0, 1], 'int32');
    const [x, p] = [
      tf.tensor2d(logits.slice(0, 1).concat(logits.slice(0, 1))),
      tf.tensor2d([probabilities[1], probabilities[1]] as number[][]),
    ];
    const none = { reduction: null };
    const sparse = new losses.SparseCategoricalCrossentropy(none);
    expectNumbers(take(new losses.SparseCategoricalCrossentropy({ ...none, fromLogits: true }).apply(t, x)), [0, 2e4]);
    expectNumbers(take(sparse.apply(t, p)), [0, -Math.log(1e-7)], 1e-4);
    expectNumbers(take(new losses.CategoricalGeneralizedCrossEntropy(none).apply(t, p)), [0, 2], 1e-4);
    expectNumbers(take(new losses.Circle(none).apply(t, p)), [0, 0]);
    tf.dispose([t, x, p]);
  });

  it('sequences cost what they should', () => {
    const [t, x] = [tf.tensor2d([[1, 1]]), tf.tensor3d([[logits[1], logits[0], logits[0]] as number[][]])];
    expectNumbers(take(losses.ctc(t, x)), [2e4]);
    expectFinite(new losses.CTC(), t, x);
    tf.dispose([t, x]);
  });
});
