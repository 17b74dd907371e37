import { ArgaliError, setWarningHandler } from '@argali/core';
import { Dense, Input } from '@argali/layers';
import { losses, metrics, SGD } from '@argali/training';
import * as tf from '@tensorflow/tfjs-core';
import { EarlyStopping } from '../callbacks/early-stopping.ts';
import { LambdaCallback } from '../callbacks/lambda-callback.ts';
import { LearningRateScheduler } from '../callbacks/learning-rate-scheduler.ts';
import { ReduceLROnPlateau } from '../callbacks/reduce-lr-on-plateau.ts';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest, silent } from '../testing/problems.ts';

beginEachTest();
beforeAll(() => setWarningHandler(() => undefined));
afterAll(() => setWarningHandler(null));

const kinds: readonly [string, () => unknown][] = [
  ['NaN', () => NaN],
  ['-1', () => -1],
  ['true', () => true],
  ["'abc'", () => 'abc'],
  ['null', () => null],
  ['[]', () => []],
  ['{}', () => ({})],
  ['[undefined]', () => [undefined]],
  ['[[]]', () => [[]]],
  ['[[["mse"]]]', () => [[['mse']]]],
  ['a function', () => () => 1],
  ['a class', () => class Other {}],
  ['an optimizer', () => new SGD()],
  ['the class of one', () => SGD],
  ['a metric', () => new metrics.AUC()],
  ['the class of one', () => metrics.AUC],
  ['a loss', () => new losses.Huber()],
  ['the class of one', () => losses.Huber],
  ['no output', () => ({ nothing: 'mse' })],
  ['an output without', () => ({ a: null })],
  ['three', () => ['mse', 'mse', 'mse']],
  ['a tensor', () => tf.zeros([1])],
  ['a map', () => new Map()],
];

function one(): Model {
  return new Sequential([new Dense({ units: 2, activation: 'softmax', inputShape: [2] })]);
}

function two(): Model {
  const input = Input({ shape: [2] });
  return new Model({
    inputs: input,
    outputs: ['a', 'b'].map((name) => new Dense({ units: 2, name }).apply(input)),
  });
}

/** What is thrown that is not of argali's errors. */
async function rawErrorsOf(f: (value: unknown) => unknown): Promise<string[]> {
  const raw: string[] = [];
  for (const [kind, make] of kinds)
    try {
      await f(make());
    } catch (error) {
      if (!(error instanceof ArgaliError)) raw.push(`${kind}: ${String(error)}`);
    }
  return raw;
}

const options = ['optimizer', 'loss', 'lossWeights', 'metrics', 'weightedMetrics', 'runEagerly', 'jitCompile'] as const;

it.each(options)('compile refuses a wrong `%s` in our own words, or trains', async (name) => {
  for (const make of [one, two])
    expect(
      await rawErrorsOf(async (value) => {
        const model = make();
        const y = tf.tensor2d([
          [1, 0],
          [0, 1],
        ]);
        const labels = make === one ? y : [y, y];
        model.compile({ loss: 'mse', [name]: value });
        await model.fit(tf.ones([2, 2]), labels, silent);
        await model.evaluate(tf.ones([2, 2]), labels, silent);
        model.dispose();
      }),
    ).toEqual([]);
});

it.each(['callbacks', 'classWeight', 'validationFreq'] as const)('fit refuses a wrong `%s`', async (name) => {
  const model = one();
  model.compile({ loss: 'mse' });
  const x = tf.ones([4, 2]);
  expect(await rawErrorsOf((value) => model.fit(x, x, { validationSplit: 0.5, [name]: value, ...silent }))).toEqual([]);
});

it.each([
  ...['monitor', 'minDelta', 'patience', 'mode', 'baseline', 'startFromEpoch'].map((name) => [EarlyStopping, name]),
  ...['monitor', 'factor', 'patience', 'mode', 'minDelta', 'cooldown', 'minLr'].map((name) => [
    ReduceLROnPlateau,
    name,
  ]),
  [LearningRateScheduler, 'schedule'],
  [LambdaCallback, 'onEpochEnd'],
] as [new (config: object) => object, string][])('%p refuses a wrong `%s`', async (callback, name) => {
  expect(
    await rawErrorsOf(async (value) => {
      // A class is a function too, and what it throws when called is the caller's.
      if (name === 'schedule' && typeof value === 'function') return;
      const model = one();
      model.compile({ loss: 'mse' });
      const x = tf.ones([4, 2]);
      const callbacks = [new callback({ monitor: 'loss', schedule: () => 1, [name]: value })];
      await model.fit(x, x, { callbacks: callbacks as never, epochs: 2, ...silent });
    }),
  ).toEqual([]);
});
