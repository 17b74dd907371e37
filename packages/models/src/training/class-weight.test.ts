import { ArgumentError, DataError } from '@argali/core';
import { Dense, Input } from '@argali/layers';
import { losses, SGD, type LossLike } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, silent } from '../testing/problems.ts';
import type { Batch } from './batches.ts';
import { readClassWeight, weightBatch, type ClassWeight } from './class-weight.ts';

beginEachTest();

/** A model that predicts its `shape` inputs times the units, from a loss alone. */
function makeModel(shape: number[], units: number, loss: LossLike): Sequential {
  const model = new Sequential([new Dense({ units, inputShape: shape, useBias: false, kernelInitializer: 'ones' })]);
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss });
  return model;
}

/** The weights that labels get. */
async function weightsOf(
  model: Model,
  [y, own]: [tf.Tensor, tf.Tensor?],
  classWeight: ClassWeight,
): Promise<tf.Tensor> {
  const weights = readClassWeight(model, classWeight);
  if (weights === null) throw new Error('no weights');
  const batch: Batch = { x: [], y: [y], sampleWeights: own ? [own] : [], size: 2 };
  const [found] = (await weightBatch(model, batch, weights)).sampleWeights;
  if (!found) throw new Error('no weights');
  return found;
}

describe('class weights', () => {
  const classWeight = { 0: 1, 1: 10, 2: 100 };
  const sparse = (): LossLike => new losses.SparseCategoricalCrossentropy({ fromLogits: true });

  const labelled: [kind: string, make: () => Model, labels: () => tf.Tensor, shape: number[], values: number[]][] = [
    ['numbers', () => makeModel([2], 3, sparse()), () => tf.tensor1d([2, 0, 1], 'int32'), [3], [100, 1, 10]],
    ['a column', () => makeModel([2], 3, sparse()), () => tf.tensor2d([[2], [0]]), [2], [100, 1]],
    [
      'floats near a number',
      () => makeModel([2], 1, 'mse'),
      () => tf.tensor2d([[0.9999], [1.0001], [0.1]]),
      [3],
      [10, 10, 1],
    ],
    // Of two whole numbers equally near, the even one.
    ['halves', () => makeModel([2], 1, 'mse'), () => tf.tensor1d([0.5, 1.5, 2.5, -0.5]), [4], [1, 100, 100, 1]],
    [
      'one-hot',
      () => makeModel([2], 3, 'categoricalCrossentropy'),
      () =>
        tf.tensor2d([
          [0, 0, 1],
          [0, 1, 0],
        ]),
      [2],
      [100, 10],
    ],
    [
      'smoothed',
      () => makeModel([2], 3, 'categoricalCrossentropy'),
      () => tf.tensor2d([[0.05, 0.05, 0.9]]),
      [1],
      [100],
    ],
    ['truths', () => makeModel([2], 1, 'binaryCrossentropy'), () => tf.tensor1d([true, false], 'bool'), [2], [10, 1]],
    [
      'numbers for each step',
      () => makeModel([3, 2], 3, sparse()),
      () => tf.tensor2d([[2, 1, 0]]),
      [1, 3],
      [100, 10, 1],
    ],
    [
      'a column for each step',
      () => makeModel([2, 2], 3, sparse()),
      () => tf.tensor3d([[[2], [1]]]),
      [1, 2],
      [100, 10],
    ],
    [
      'one-hot for each step',
      () => makeModel([2, 2], 2, 'categoricalCrossentropy'),
      () =>
        tf.tensor3d([
          [
            [0, 1],
            [1, 0],
          ],
        ]),
      [1, 2],
      [10, 1],
    ],
    [
      'one-hot along the first axis',
      () => makeModel([2, 2], 2, new losses.CategoricalCrossentropy({ axis: 1 })),
      () =>
        tf.tensor3d([
          [
            [0, 1],
            [1, 0],
          ],
        ]),
      [1, 2],
      [10, 1],
    ],
    ['not named', () => makeModel([2], 1, 'hinge'), () => tf.tensor1d([-1, 7, 1]), [3], [1, 1, 10]],
  ];
  it.each(labelled)('weigh labels that are %s', async (...[, make, labels, shape, values]) => {
    const model = make();
    const [y, before] = [labels(), tf.memory().numTensors];
    const weights = await weightsOf(model, [y], classWeight);
    expect([weights.shape, [...weights.dataSync()]]).toEqual([shape, values]);
    expect(tf.memory().numTensors).toBe(before + 1);
    model.dispose();
  });

  it('know a class below 0 by its name', async () => {
    const model = makeModel([2], 1, 'hinge');
    const weights = await weightsOf(model, [tf.tensor1d([-1, 1])], { [-1]: 3 });
    expect([...weights.dataSync()]).toEqual([3, 1]);
  });

  const weighed: [labels: number[], own: number[], shape: number[], values: number[]][] = [
    [[2], [2], [2], [200, 10]],
    [[2], [2, 1], [2], [200, 10]],
    [[2], [2, 3], [2, 3], [200, 100, 300, 10, 20, 30]],
    [[2, 3], [2], [2, 3], [200, 2, 20, 1, 1, 1]],
    [
      [2, 3],
      [2, 3],
      [2, 3],
      [200, 1, 30, 1, 2, 3],
    ],
  ];
  it.each(weighed)('times sample weights: labels %j, weights %j', async (...[labels, own, shape, values]) => {
    const model = labels.length === 1 ? makeModel([2], 3, sparse()) : makeModel([3, 2], 3, sparse());
    const y =
      labels.length === 1
        ? tf.tensor1d([2, 1])
        : tf.tensor2d([
            [2, 0, 1],
            [0, 0, 0],
          ]);
    const given = own.length === 2 && own[1] === 3 ? [2, 1, 3, 1, 2, 3] : [2, 1];
    const weights = await weightsOf(model, [y, tf.tensor(given, own)], classWeight);
    expect([weights.shape, [...weights.dataSync()]]).toEqual([shape, values]);
  });

  it('refuse what they cannot weigh, and leave nothing', async () => {
    const model = makeModel([2], 2, 'categoricalCrossentropy');
    const before = tf.memory().numTensors;
    for (const [y, message] of [
      [
        tf.tensor2d([
          [1, 0],
          [1, 1],
        ]),
        /number 1 of which has not one: \[1, 1\]/,
      ],
      [tf.tensor2d([[0, 0]]), /number 0 of which has not one: \[0, 0\]/],
      [tf.tensor2d([[Number.NaN, 1]]), /has not one: \[NaN, 1\]/],
      [tf.tensor1d([0, Number.NaN]), /NaN at position 1/],
      [tf.tensor1d(['a', 'b']), /Received: strings/],
    ] as const)
      await expect(weightsOf(model, [y], { 0: 1 })).rejects.toThrow(message);
    await expect(weightsOf(model, [tf.tensor1d([0, 1]), tf.ones([3])], { 0: 1 })).rejects.toThrow(
      /Received: shape=\[3\]/,
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuse what is no map from class numbers to weights', () => {
    const model = makeModel([2], 1, 'mse');
    for (const wrong of [
      new Map([[1, 10]]),
      'balanced',
      3,
      new Set([1]),
      { a: 1 },
      { 1.5: 1 },
      { '': 1 },
      { 0: -1 },
      { 0: NaN },
      { 0: '2' },
      { 0: null },
    ])
      expect(() => readClassWeight(model, wrong as never)).toThrow(ArgumentError);
    expect(readClassWeight(model, [1, 2] as never)).toEqual(
      new Map([
        [0, 1],
        [1, 2],
      ]),
    );
    const input = Input({ shape: [1] });
    const outputs = ['a', 'b'].map((name) => new Dense({ units: 1, name }).apply(input));
    const both = new Model({ inputs: input, outputs });
    expect(() => readClassWeight(both, { 0: 1 })).toThrow(/for a model of one output. Received: 2 outputs/);
  });

  it('may be of many classes', async () => {
    const model = makeModel([1], 1, 'mse');
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [i, i / 100_000]));
    const { history } = await model.fit([[0], [0]], [[199_999], [7e8]], { classWeight: many, ...silent });
    expect(history['loss']?.[0]).toBeCloseTo((1.99999 * 199_999 ** 2 + 7e8 ** 2) / 2, -12);
    model.dispose();
  });
});

describe('fit with class weights', () => {
  const x = [[1], [2], [3], [4], [5]];
  const y = [[0], [1], [0], [1], [1]];

  /** The loss of an epoch of arrays, and of the same in batches of an iterable. */
  async function lossesOf(options: { sampleWeight?: number[] }): Promise<(number | undefined)[]> {
    const model = makeModel([1], 1, 'mse');
    const before = tf.memory().numTensors;
    const classWeight = { 0: 1, 1: 10 };
    const arrays = await model.fit(x, y, { classWeight, shuffle: false, batchSize: 2, ...options, ...silent });
    const batches = [0, 2, 4].map((at) => {
      const cut = <T>(rows: T[]): T[] => rows.slice(at, at + 2);
      return options.sampleWeight
        ? ([cut(x), cut(y), cut(options.sampleWeight)] as const)
        : ([cut(x), cut(y)] as const);
    });
    const iterable = await model.fit(() => batches as never, { classWeight, ...silent });
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    return [arrays.history['loss']?.[0], iterable.history['loss']?.[0]];
  }

  it('weighs arrays and the batches of an iterable alike', async () => {
    const squares = [1, 10 * 1, 9, 10 * 9, 10 * 16];
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    for (const loss of await lossesOf({})) expect(loss).toBeCloseTo(mean(squares), 3);
    const sampleWeight = [1, 2, 3, 4, 5];
    const weighed = squares.map((square, i) => square * (sampleWeight[i] ?? 0));
    for (const loss of await lossesOf({ sampleWeight })) expect(loss).toBeCloseTo(mean(weighed), 3);
  });

  it('does not weigh validation', async () => {
    const model = makeModel([1], 1, 'mse');
    const { history } = await model.fit(x, y, { classWeight: { 1: 10 }, validationSplit: 0.4, ...silent });
    expect(history['val_loss']?.[0]).toBeCloseTo((9 + 16) / 2, 4);
    model.dispose();
  });

  it('leaves nothing when labels cannot be weighed', async () => {
    const model = makeModel([1], 2, 'mse');
    const before = tf.memory().numTensors;
    const bad = [[1, 1]];
    await expect(model.fit([[1]], bad, { classWeight: { 0: 2 }, ...silent })).rejects.toThrow(DataError);
    await expect(model.fit([tf.ones([1, 1])], [tf.ones([1, 2])], { classWeight: { 0: 2 }, ...silent })).rejects.toThrow(
      DataError,
    );
    await expect(model.fit(() => [[[[1]], bad]] as never, { classWeight: { 0: 2 }, ...silent })).rejects.toThrow(
      DataError,
    );
    await expect(model.fit(() => [[[[1]]]] as never, { classWeight: { 0: 2 }, ...silent })).rejects.toThrow(
      /needs labels/,
    );
    await expect(model.trainOnBatch([[1]], bad, { classWeight: { 0: 2 } })).rejects.toThrow(DataError);
    expect(tf.memory().numTensors).toBe(before + 2);
    model.dispose();
  });
});
