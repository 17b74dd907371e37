import { annotate } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { getLoss, resolveLoss, type LossName } from './get.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { Loss } from './loss.ts';
import type { Reduction } from './reduction.ts';
import { expectNumbers, gradient, startBackend, take } from './testing/harness.ts';
import { Dice } from './dice.ts';
import { Huber } from './huber.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';

beforeAll(() => startBackend('cpu'));

// Per sample: 1, 4, 9, 16.
const yTrue = (): tf.Tensor => tf.tensor2d([[0], [0], [0], [0]]);
const yPred = (): tf.Tensor => tf.tensor2d([[1], [2], [3], [4]]);

function apply(reduction: Reduction, options: { sampleWeight?: number[]; mask?: number[] } = {}): number[] {
  const tensors = [yTrue(), yPred()] as const;
  const sampleWeight = options.sampleWeight ? tf.tensor1d(options.sampleWeight) : null;
  const mask = options.mask ? tf.tensor1d(options.mask, 'bool') : null;
  const before = tf.memory().numTensors;
  const values = take(new MeanSquaredError({ reduction }).apply(...tensors, { sampleWeight, mask }));
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([...tensors, sampleWeight ?? [], mask ?? []]);
  return values;
}

describe('reductions', () => {
  const sampleWeight = [1, 0, 2, 1];

  it.each<[Reduction, number[], number[]]>([
    ['sumOverBatchSize', [7.5], [35 / 4]],
    ['mean', [7.5], [35 / 4]],
    ['sum', [30], [35]],
    ['meanWithSampleWeight', [7.5], [35 / 4]],
    ['mean_with_sample_weight', [7.5], [35 / 4]],
    ['none', [1, 4, 9, 16], [1, 0, 18, 16]],
    [null, [1, 4, 9, 16], [1, 0, 18, 16]],
  ])('%s', (reduction, plain, weighted) => {
    expectNumbers(apply(reduction), plain);
    expectNumbers(apply(reduction, { sampleWeight }), weighted);
  });

  it('meanWithSampleWeight divides by the weights', () => {
    expectNumbers(apply('meanWithSampleWeight', { sampleWeight: [1, 0, 0, 1] }), [8.5]);
    expectNumbers(apply('meanWithSampleWeight', { sampleWeight: [0, 0, 0, 0] }), [0]);
  });

  it('meanWithSampleWeight of no weight at all has a gradient of 0', () => {
    const [t, p, sampleWeight] = [yTrue(), yPred(), tf.zeros([4])];
    const loss = new MeanSquaredError({ reduction: 'meanWithSampleWeight' });
    expectNumbers(
      gradient((x) => loss.apply(t, x, { sampleWeight }), p),
      [0, 0, 0, 0],
    );
    tf.dispose([t, p, sampleWeight]);
  });

  it('a mask makes the mean one over what counts', () => {
    const mask = [1, 0, 0, 1];
    expectNumbers(apply('sumOverBatchSize', { mask }), [8.5]);
    expectNumbers(apply('sum', { mask }), [17]);
    expectNumbers(apply('none', { mask }), [1, 0, 0, 16]);
    expectNumbers(apply('mean', { mask, sampleWeight: [2, 5, 5, 1] }), [9]);
    expectNumbers(apply('mean', { mask: [0, 0, 0, 0] }), [0]);
  });

  it('the mask of the predictions is the default', () => {
    const [t, p, mask] = [yTrue(), yPred(), tf.tensor1d([0, 1, 0, 0], 'bool')];
    annotate(p, { mask });
    const loss = new MeanSquaredError();
    expectNumbers(take(loss.apply(t, p)), [4]);
    expectNumbers(take(loss.apply(t, p, { mask: null })), [7.5]);
    tf.dispose([t, p, mask]);
  });
});

describe('weights', () => {
  it.each([
    { shape: [2], expected: [1, 1, 2, 2] },
    { shape: [2, 1], expected: [1, 1, 2, 2] },
    { shape: [2, 2], expected: [1, 2, 3, 4] },
  ])('of shape $shape fit values [2, 2]', ({ shape, expected }) => {
    const [t, p] = [tf.zeros([2, 2, 3]), tf.ones([2, 2, 3])];
    const size = shape.reduce((a, b) => a * b, 1);
    const sampleWeight = tf.tensor(
      Array.from({ length: size }, (_, i) => i + 1),
      shape,
    );
    expectNumbers(take(new MeanSquaredError({ reduction: 'none' }).apply(t, p, { sampleWeight })), expected);
    tf.dispose([t, p, sampleWeight]);
  });

  it('that do not fit are named', () => {
    const [t, p, w] = [yTrue(), yPred(), tf.ones([3])];
    const before = tf.memory().numTensors;
    expect(() => new MeanSquaredError().apply(t, p, { sampleWeight: w })).toThrow(
      'MeanSquaredError "mean_squared_error": expected weights or a mask that fit values of shape [4]. Received: shape=[3]',
    );
    // One number for the whole batch cannot be weighted by sample.
    expect(() => new Dice().apply(t, p, { sampleWeight: tf.ones([4]) })).toThrow(/Dice "dice".*shape \[\]/);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.disposeVariables();
    tf.dispose([t, p, w]);
  });
});

describe('shapes', () => {
  it.each([
    [[4], [4, 1]],
    [[4, 1], [4]],
    [
      [4, 1],
      [4, 1],
    ],
  ])('%j and %j belong together', (trueShape, predShape) => {
    const [t, p] = [tf.reshape(yTrue(), trueShape), tf.reshape(yPred(), predShape)];
    expectNumbers(take(new MeanSquaredError().apply(t, p)), [7.5]);
  });

  it.each([
    [
      [4, 2],
      [4, 3],
    ],
    [[4], [4, 3]],
    [[3], [3, 3]],
    [
      [5, 3],
      [4, 3],
    ],
  ])('%j and %j do not', (trueShape, predShape) => {
    const [t, p] = [tf.zeros(trueShape), tf.zeros(predShape)];
    expect(() => new MeanSquaredError().apply(t, p)).toThrow(
      /meanSquaredError: expected `yTrue` and `yPred` of shapes that broadcast\. Received: yTrue\.shape=\[.*yPred\.shape=\[/,
    );
  });

  it('types are cast', () => {
    const p = tf.tensor2d([[0.8, 0.4]]);
    const expected = [-(Math.log(0.8) + Math.log(0.6)) / 2];
    for (const dtype of ['int32', 'bool', 'float32'] as const)
      expectNumbers(take(new BinaryCrossentropy().apply(tf.tensor2d([[1, 0]], [1, 2], dtype), p)), expected);
  });
});

describe('getLoss', () => {
  it.each<[LossName, string]>([
    ['mse', 'MeanSquaredError'],
    ['meanSquaredError', 'MeanSquaredError'],
    ['mean_squared_error', 'MeanSquaredError'],
    ['mae', 'MeanAbsoluteError'],
    ['mape', 'MeanAbsolutePercentageError'],
    ['msle', 'MeanSquaredLogarithmicError'],
    ['bce', 'BinaryCrossentropy'],
    ['kld', 'KLDivergence'],
    ['kl_divergence', 'KLDivergence'],
    ['log_cosh', 'LogCosh'],
    ['huber', 'Huber'],
    ['ctc', 'CTC'],
    ['sparse_categorical_crossentropy', 'SparseCategoricalCrossentropy'],
    ['categorical_generalized_cross_entropy', 'CategoricalGeneralizedCrossEntropy'],
  ])('%s is %s', (name, className) => {
    expect((getLoss(name).constructor as typeof Loss).className).toBe(className);
  });

  it('accepts instances, configurations and functions', () => {
    const huber = new Huber({ delta: 3 });
    expect(getLoss(huber)).toBe(huber);
    expect(getLoss({ className: 'Huber', config: { delta: 3 } }).getConfig()).toEqual({
      name: 'huber_loss',
      reduction: 'sumOverBatchSize',
      delta: 3,
    });
    const custom = getLoss(function doubled(t, p) {
      return tf.mean(tf.mul(tf.sub(p, t), 2), -1);
    });
    expect(custom.name).toBe('doubled');
    const [t, p] = [tf.zeros([4]), yPred()];
    expectNumbers(take(custom.apply(t, p)), [5]);
    const named = getLoss({ className: 'LossFunctionWrapper', config: { fn: 'mse' } });
    expectNumbers(take(named.apply(t, p)), [7.5]);
  });

  it('a subclass is a loss', () => {
    class Cubed extends Loss {
      static override readonly className: string = 'Cubed';

      override call(t: tf.Tensor, p: tf.Tensor): tf.Tensor {
        return tf.mean(tf.pow(tf.sub(p, t), 3), -1);
      }
    }
    const loss = new Cubed({ reduction: 'sum' });
    expect(loss.name).toBe('cubed');
    expectNumbers(take(loss.apply(yTrue(), yPred())), [100]);
  });

  it('crossentropy is the one that fits the shapes', () => {
    const nameFor = (yTrueShape: number[], yPredShape: number[]): string =>
      resolveLoss('crossentropy', { yTrueShape, yPredShape }).name;
    expect(nameFor([4, 1], [4, 1])).toBe('binary_crossentropy');
    expect(nameFor([4], [4, 3])).toBe('sparse_categorical_crossentropy');
    expect(nameFor([4, 1], [4, 3])).toBe('sparse_categorical_crossentropy');
    expect(nameFor([4, 3], [4, 3])).toBe('categorical_crossentropy');
    expect(resolveLoss('mse', { yTrueShape: [4], yPredShape: [4] }).name).toBe('mean_squared_error');
    expect(() => getLoss('ce')).toThrow(/does not depend on shapes.*Received: 'ce'/);
  });
});

describe('bad configuration', () => {
  it.each<[() => unknown, RegExp]>([
    [() => getLoss('meanSquareError' as LossName), /Unknown loss 'meanSquareError'. Did you mean 'meanSquaredError'\?/],
    [
      () => new MeanSquaredError({ reduction: 'sumOverBatchsizes' as 'sum' }),
      /`reduction` to be one of .*Received: reduction='sumOverBatchsizes'. Did you mean 'sumOverBatchSize'\?/,
    ],
    [() => new Huber({ delta: 0 }), /Huber "huber_loss": expected `delta` to be a number above 0. Received: delta=0/],
    [() => new BinaryCrossentropy({ labelSmoothing: 2 }), /`labelSmoothing` to be a number between 0 and 1/],
    [() => new BinaryCrossentropy({ axis: 0.5 }), /`axis` to be an integer/],
    [
      () => new BinaryCrossentropy({ axis: 3 }).apply(yTrue(), yPred()),
      /expected `axis` to be one of a tensor of rank 2. Received: axis=3/,
    ],
    [
      () => getLoss({ className: 'BinaryFocalCrossentropy', config: { gamma: -1 } }),
      /`gamma` to be a number of at least 0/,
    ],
    [
      () => getLoss({ className: 'CategoricalGeneralizedCrossEntropy', config: { q: 1 } }),
      /`q` to be above 0 and below 1/,
    ],
    [() => getLoss({ className: 'Tversky', config: { alpha: -1 } }), /`alpha` to be a number of at least 0/],
    [
      () => getLoss(3 as never),
      /Expected a loss: a name, an instance, a function or \{ className, config \}. Received: 3/,
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(message);
  });
});
