import { ArgaliError } from '@argali/core';
import { Dense } from '@argali/layers';
import * as tf from '@tensorflow/tfjs-core';
import { setPrinter } from '../display/print.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest } from '../testing/problems.ts';
import { fitOptions } from './options.ts';

beginEachTest();
beforeAll(() => setPrinter(() => undefined));
afterAll(() => setPrinter(null));

const x = [[1, 1], [1, 1]]; // prettier-ignore
const y = [[1], [1]];

function makeModel(): Sequential {
  const model = new Sequential([new Dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
}

function values(): Record<string, unknown> {
  const disposed = tf.ones([2, 2]);
  disposed.dispose();
  return { null: null, undefined, number: 3, string: 'abc', function: () => 3, object: {}, disposed, symbol: Symbol('x'), array: [], NaN: Number.NaN, map: new Map(), boolean: true, promise: Promise.resolve(1), date: new Date(0), bigint: 3n }; // prettier-ignore
}

type Method = (...args: unknown[]) => unknown;
type Call = (method: string, ...args: unknown[]) => unknown;
const places: Record<string, (call: Call, value: unknown) => unknown> = {
  'x of predict': (call, value) => call('predict', value),
  'x of predictOnBatch': (call, value) => call('predictOnBatch', value),
  'options of predict': (call, value) => call('predict', x, value),
  'x of fit': (call, value) => call('fit', value, y),
  'y of fit': (call, value) => call('fit', x, value),
  'options of fit': (call, value) => call('fit', x, y, value),
  'x of evaluate': (call, value) => call('evaluate', value, y),
  'y of evaluate': (call, value) => call('evaluate', x, value),
  'x of trainOnBatch': (call, value) => call('trainOnBatch', value, y),
  'y of testOnBatch': (call, value) => call('testOnBatch', x, value),
  'a batch': (call, value) => call('fit', () => [value].values()),
  'x of a batch': (call, value) => call('fit', () => [[value, y]].values()),
  'y of a batch': (call, value) => call('fit', () => [[x, value]].values()),
  'weights of a batch': (call, value) => call('fit', () => [[x, y, value]].values()),
  ...Object.fromEntries(
    fitOptions.map((name) => [name, (call: Call, value: unknown) => call('fit', x, y, { [name]: value })]),
  ),
};

it.each(Object.keys(places))('a value of the wrong kind is taken, or refused in our own words: %s', async (place) => {
  const raw: string[] = [];
  for (const [kind, value] of Object.entries(values())) {
    const model = makeModel();
    const before = tf.memory().numTensors;
    const call = (method: string, ...args: unknown[]): unknown =>
      ((model as unknown as Record<string, Method>)[method] as Method).apply(model, args);
    try {
      const result = await places[place]?.(call, value);
      if (result instanceof tf.Tensor) result.dispose();
    } catch (error) {
      if (!(error instanceof ArgaliError)) raw.push(`${kind}: ${String(error)}`);
      if (tf.memory().numTensors !== before) raw.push(`${kind}: ${tf.memory().numTensors - before} tensors are left`);
    }
    model.dispose();
  }
  expect(raw).toEqual([]);
});
