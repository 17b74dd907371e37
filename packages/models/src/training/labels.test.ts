import { DataError } from '@argali/core';
import { Dense } from '@argali/layers';
import { SGD, type LossLike } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, silent } from '../testing/problems.ts';

beginEachTest();

function sequential(loss: LossLike): Model {
  const model = new Sequential([new Dense({ units: 3, activation: 'softmax', inputShape: [2] })]);
  model.compile({ optimizer: new SGD(), loss });
  return model;
}

/** A model whose outputs are only known once it has run. */
class Subclassed extends Model {
  readonly dense = this.track(new Dense({ units: 3, activation: 'softmax' }));

  override call(inputs: tf.Tensor): tf.Tensor {
    return this.dense.apply(inputs);
  }
}

function subclassed(loss: LossLike): Model {
  const model = new Subclassed();
  model.compile({ optimizer: new SGD(), loss });
  return model;
}

const good = [
  [
    [1, 2],
    [3, 4],
  ],
  [0, 2],
] as const;

/** The model's weights, after a batch that is good has made them. */
async function weightsOf(model: Model): Promise<number[]> {
  return Promise.all(model.weights.map(async ({ value }) => [...(await value.data())])).then((all) => all.flat());
}

describe.each([
  ['a functional model', sequential],
  ['a subclass', subclassed],
])('%s', (_, make) => {
  it.each<[LossLike, unknown, string]>([
    ['sparseCategoricalCrossentropy', [0, 3], 'label 3 at position 1'],
    ['sparseCategoricalCrossentropy', [-1, 0], 'label -1 at position 0'],
    ['sparseCategoricalCrossentropy', [0.5, 0], 'label 0.5 at position 0'],
    ['sparseCategoricalCrossentropy', [0, Number.NaN], 'label NaN at position 1'],
    ['crossentropy', [0, 3], 'label 3 at position 1'],
    [
      'categoricalCrossentropy',
      [
        [0, 0, 1],
        [0, 2, 0],
      ],
      '2 at position 4',
    ],
  ])('refuses a batch with a wrong label (%s, %j) and stays what it was', async (loss, labels, message) => {
    const model = make(loss);
    const isDense = Array.isArray((labels as unknown[])[0]);
    const first = [
      good[0],
      isDense
        ? [
            [1, 0, 0],
            [0, 0, 1],
          ]
        : good[1],
    ];
    await model.fit(() => [first] as never, silent);
    const [weights, tensors] = [await weightsOf(model), tf.memory().numTensors];
    for (const run of [
      () => model.fit(() => [[good[0], labels]] as never, silent),
      () => model.evaluate(() => [[good[0], labels]] as never, silent),
      () => model.fit(good[0], labels as never, silent),
      () => model.evaluate(good[0], labels as never, silent),
      () => model.trainOnBatch(good[0], labels as never),
    ]) {
      await expect(run()).rejects.toThrow(DataError);
      await expect(run()).rejects.toThrow(message);
    }
    expect(await weightsOf(model)).toEqual(weights);
    expect(tf.memory().numTensors).toBe(tensors);
    const { history } = await model.fit(() => [first] as never, silent);
    expect(history['loss']?.[0]).toBeLessThan(10);
    model.dispose();
  });

  it('refuses a batch with wrong weights', async () => {
    const model = make('sparseCategoricalCrossentropy');
    for (const weights of [
      [1, -1],
      [Number.NaN, 1],
      [1, Infinity],
    ])
      await expect(model.fit(() => [[...good, weights]] as never, silent)).rejects.toThrow(
        /finite weights of at least 0/,
      );
    model.dispose();
  });
});
