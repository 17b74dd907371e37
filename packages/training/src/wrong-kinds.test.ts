import { ArgaliError, setWarningHandler, Variable } from '@argali/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as training from './index.ts';
import { losses as lossRegistry } from './losses/get.ts';
import { metrics as metricRegistry } from './metrics/get.ts';
import { optimizerRegistry } from './optimizers/get.ts';
import { scheduleRegistry } from './schedules/get.ts';
import { needed } from './testing/needed.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  setWarningHandler(() => undefined);
});
afterAll(() => setWarningHandler(null));

/** What no argument of any function here is meant to be, or is meant to be in few places only. */
const kinds: readonly [string, () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['NaN', () => NaN],
  ['-1', () => -1],
  ['1.5', () => 1.5],
  ['Infinity', () => Infinity],
  ["''", () => ''],
  ["'abc'", () => 'abc'],
  ['true', () => true],
  ['[]', () => []],
  ['{}', () => ({})],
  ['[null]', () => [null]],
  ['a function', () => () => 1],
  ['a class', () => class Other {}],
  ['a scalar', () => tf.scalar(1)],
  ['strings', () => tf.tensor(['a', 'b'])],
  ['an empty tensor', () => tf.zeros([0])],
  ['a tensor of rank 3', () => tf.tensor3d([[[1]]])],
  ['a disposed tensor', () => disposed()],
  ['a map', () => new Map()],
  ['a date', () => new Date(0)],
];

function disposed(): tf.Tensor {
  const tensor = tf.zeros([2, 2]);
  tensor.dispose();
  return tensor;
}

/** What is thrown that is not of argali's errors. */
function rawErrorsOf(cases: readonly [string, (value: never) => unknown][]): string[] {
  return cases.flatMap(([what, f]) =>
    kinds.flatMap(([kind, make]) => {
      try {
        tf.tidy(() => {
          f(make() as never);
        });
        return [];
      } catch (error) {
        return error instanceof ArgaliError ? [] : [`${what} with ${kind}: ${String(error)}`];
      }
    }),
  );
}

const t = (): tf.Tensor =>
  tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
const p = (): tf.Tensor =>
  tf.tensor2d([
    [0.2, 0.8],
    [0.3, 0.7],
  ]);

interface AnyRegistry<T extends { getConfig(): object }> {
  names(): readonly string[];
  getClass(name: string): { className: string };
  deserialize(serialized: { className: string; config: Record<string, unknown> }): T;
}

/** Each class of a registry with what makes an object of it from a configuration, and its options. */
function classesOf<T extends { getConfig(): object }>(
  registry: AnyRegistry<T>,
): [className: string, make: (config: object) => T, options: string[]][] {
  const names = new Set(registry.names().map((name) => registry.getClass(name).className));
  return [...names].map((className) => {
    const make = (config: object): T =>
      registry.deserialize({ className, config: { ...needed[className], ...config } });
    return [className, make, Object.keys(make({}).getConfig())];
  });
}

describe('a wrong kind of value is refused in our own words', () => {
  const losses = classesOf(lossRegistry);
  it.each(losses)('%s', (...[, make, options]) => {
    expect(
      rawErrorsOf([
        ...options.map((name): [string, (value: never) => unknown] => [
          name,
          (value) => make({ [name]: value }).apply(t(), p()),
        ]),
        ['yTrue', (value) => make({}).apply(value, p())],
        ['yPred', (value) => make({}).apply(t(), value)],
        ['both', (value) => make({}).apply(value, value)],
        ['sampleWeight', (value) => make({}).apply(t(), p(), { sampleWeight: value })],
        ['mask', (value) => make({}).apply(t(), p(), { mask: value })],
        ['serialize', (value) => training.losses.serializeLoss(value)],
      ]),
    ).toEqual([]);
  });

  const metrics = classesOf(metricRegistry);
  it.each(metrics)('%s', (...[, make, options]) => {
    const result = (metric: training.Metric): unknown => metric.result().dataSync();
    expect(
      rawErrorsOf([
        ...options.map((name): [string, (value: never) => unknown] => [
          name,
          (value) => {
            const metric = make({ [name]: value });
            metric.updateState(t(), p());
            return result(metric);
          },
        ]),
        ['nothing', () => result(make({}))],
        ['yTrue', (value) => make({}).updateState(value, p())],
        ['yPred', (value) => make({}).updateState(t(), value)],
        ['both', (value) => make({}).updateState(value, value)],
        ['sampleWeight', (value) => make({}).updateState(t(), p(), value)],
      ]),
    ).toEqual([]);
  });

  const optimizers = classesOf(optimizerRegistry());
  it.each(optimizers)('%s', (...[, make, options]) => {
    const variable = (): Variable => new Variable(tf.ones([2, 2]), { name: 'v' });
    const built = (): [training.Optimizer, Variable] => {
      const [optimizer, weight] = [make({}), variable()];
      optimizer.build([weight]);
      return [optimizer, weight];
    };
    const both = (what: string, f: (optimizer: training.Optimizer, weight: Variable, value: never) => unknown) =>
      [
        [what, (value: never) => f(make({}), variable(), value)],
        [`${what}, built`, (value: never) => f(...built(), value)],
      ] as [string, (value: never) => unknown][];
    expect(
      rawErrorsOf([
        ...options.map((name): [string, (value: never) => unknown] => [
          name,
          (value) => make({ [name]: value }).apply([t()], [variable()]),
        ]),
        ...both('gradients', (optimizer, weight, value) => optimizer.apply(value, [weight])),
        ...both('gradients alone', (optimizer, _, value) => optimizer.apply(value)),
        ...both('a gradient', (optimizer, weight, value) => optimizer.apply([value], [weight])),
        ...both('variables', (optimizer, _, value) => optimizer.apply([t()], value)),
        ...both('a variable', (optimizer, _, value) => optimizer.apply([t()], [value])),
        ...both('too many', (optimizer, weight, value) => optimizer.apply([t(), value], [weight])),
        ...both('build', (optimizer, _, value) => optimizer.build(value)),
        ...both('build with one', (optimizer, _, value) => optimizer.build([value])),
        ...both('setWeights', (optimizer, _, value) => optimizer.setWeights(value)),
        ...both('setWeights to one', (optimizer, _, value) => optimizer.setWeights([value])),
        ...both('setWeights to all', (optimizer, _, value) =>
          optimizer.setWeights(optimizer.variables.map(() => value)),
        ),
        ...both('learningRate', (optimizer, _, value) => (optimizer.learningRate = value)),
        ...both('scaleLoss', (optimizer, _, value) => optimizer.scaleLoss(value)),
        ...both('finalizeVariableValues', (optimizer, _, value) => optimizer.finalizeVariableValues(value)),
        ...both('excludeFromWeightDecay', (optimizer, _, value) => optimizer.excludeFromWeightDecay(value)),
        ...both('names', (optimizer, _, value) => optimizer.excludeFromWeightDecay({ names: value })),
        ...both('one name', (optimizer, _, value) => optimizer.excludeFromWeightDecay({ names: [value] })),
        ...both('excluded', (optimizer, _, value) => optimizer.excludeFromWeightDecay({ variables: value })),
        ...both('getWeights', (optimizer) => optimizer.getWeights()),
      ]),
    ).toEqual([]);
  });

  it.each(classesOf(scheduleRegistry))('%s', (...[, make, options]) => {
    expect(
      rawErrorsOf(
        options.map((name): [string, (value: never) => unknown] => [name, (value) => make({ [name]: value }).call(1)]),
      ),
    ).toEqual([]);
  });

  it('where one is looked up', () => {
    const configured = (value: never) => ({ className: 'MeanSquaredError', config: value });
    expect(
      rawErrorsOf([
        ['getLoss', (value) => training.losses.getLoss(value)],
        ['getLoss of a configuration', (value) => training.losses.getLoss(configured(value))],
        ['getMetric', (value) => training.metrics.getMetric(value)],
        ['getMetric of a configuration', (value) => training.metrics.getMetric(configured(value))],
        ['serializeMetric', (value) => training.metrics.serializeMetric(value)],
        ['getOptimizer', (value) => training.optimizers.getOptimizer(value)],
        ['serializeOptimizer', (value) => training.optimizers.serializeOptimizer(value)],
        ['getSchedule', (value) => training.schedules.getSchedule(value)],
        ['serializeSchedule', (value) => training.schedules.serializeSchedule(value)],
      ]),
    ).toEqual([]);
  });
});

it('losses and metrics take arrays too', () => {
  const loss = new training.MeanSquaredError();
  expect(loss.apply([[1], [2]] as never, [[1], [4]] as never, { sampleWeight: [1, 2] as never }).dataSync()[0]).toBe(4);
  const metric = new training.metrics.MeanAbsoluteError();
  metric.updateState([[1], [2]] as never, [[1], [4]] as never);
  expect(metric.result().dataSync()[0]).toBe(1);
});

it('a single class is no trouble', () => {
  const labels = tf.tensor1d([0, 0, 1]);
  const probabilities = tf.tensor2d([[1], [0.5], [0.5]]);
  const values = [...training.losses.sparseCategoricalCrossentropy(labels, probabilities).dataSync()];
  expect(values[0]).toBeCloseTo(0, 6);
  expect(values[2]).toBeNaN();
  expect([...training.metrics.sparseTopKCategoricalAccuracy(labels, probabilities, { k: 1 }).dataSync()]).toEqual([
    1, 1, 0,
  ]);
  const precision = new training.metrics.Precision({ topK: 1 });
  precision.updateState(tf.tensor2d([[1], [0]]), tf.tensor2d([[0.9], [0.8]]));
  expect(precision.result().dataSync()[0]).toBeCloseTo(0.5, 6);
});
