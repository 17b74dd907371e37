import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ArgumentError, UnknownNameError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { getConstraint, serializeConstraint, type ConstraintLike } from './get.ts';
import { MaxNorm, MinMaxNorm, NonNeg, UnitNorm, type Constraint } from './index.ts';

// Columns of norm 5, 10, 0 and 0.5.
const weight = [3, 6, 0, 0.3, 4, -8, 0, 0.4];

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    await tf.ready();
  });

  it.each<[Constraint, number[]]>([
    [new NonNeg(), [3, 6, 0, 0.3, 4, 0, 0, 0.4]],
    [new MaxNorm(), [1.2, 1.2, 0, 0.3, 1.6, -1.6, 0, 0.4]],
    [new MaxNorm({ maxValue: 5 }), [3, 3, 0, 0.3, 4, -4, 0, 0.4]],
    [new MaxNorm({ maxValue: 0 }), [0, 0, 0, 0, 0, 0, 0, 0]],
    [new MaxNorm({ maxValue: Infinity }), weight],
    [new UnitNorm(), [0.6, 0.6, 0, 0.6, 0.8, -0.8, 0, 0.8]],
    [new MinMaxNorm(), [0.6, 0.6, 0, 0.3, 0.8, -0.8, 0, 0.4]],
    [new MinMaxNorm({ minValue: 1, maxValue: 5 }), [3, 3, 0, 0.6, 4, -4, 0, 0.8]],
    // Half way: norms 7.5 and 0.75.
    [new MinMaxNorm({ minValue: 1, maxValue: 5, rate: 0.5 }), [3, 4.5, 0, 0.45, 4, -6, 0, 0.6]],
    [new MinMaxNorm({ minValue: 1, maxValue: 5, rate: 0 }), weight],
  ])('%p', (constraint, expected) => {
    const w = tf.tensor(weight, [2, 4]);
    const before = tf.memory().numTensors;
    const y = constraint.call(w);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(y.shape).toEqual([2, 4]);
    y.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
    expect([...w.dataSync()]).toEqual([...Float32Array.from(weight)]);
    tf.dispose([w, y]);
  });

  it.each<[number | number[], number]>([
    [1, Math.sqrt(3)],
    [-1, Math.sqrt(3)],
    [[0, 1], Math.sqrt(6)],
    [[0, -1], Math.sqrt(6)],
  ])('norms along axis %p', (axis, norm) => {
    const w = tf.ones([2, 3]);
    const y = new UnitNorm({ axis }).call(w);
    y.dataSync().forEach((value) => expect(value).toBeCloseTo(1 / norm, 6));
    tf.dispose([w, y]);
  });
});

it.each([
  ['max_norm', 'MaxNorm', { maxValue: 2, axis: 0 }],
  ['maxNorm', 'MaxNorm', { maxValue: 2, axis: 0 }],
  ['non_neg', 'NonNeg', {}],
  ['NonNeg', 'NonNeg', {}],
  ['unitNorm', 'UnitNorm', { axis: 0 }],
  ['min_max_norm', 'MinMaxNorm', { minValue: 0, maxValue: 1, rate: 1, axis: 0 }],
])('%s is %s, and survives a round trip', (name, className, config) => {
  const serialized = serializeConstraint(getConstraint(name as ConstraintLike));
  expect(serialized).toEqual({ className, config });
  expect(serializeConstraint(getConstraint(serialized))).toEqual(serialized);
});

it('reads a Keras configuration, none, an instance and a function', async () => {
  await tf.setBackend('cpu');
  const keras = { class_name: 'MaxNorm', config: { max_value: 0.7, axis: [0, 1, 2] } };
  expect(getConstraint(keras as unknown as ConstraintLike)?.getConfig()).toEqual({ maxValue: 0.7, axis: [0, 1, 2] });
  expect(getConstraint(null)).toBeNull();
  expect(serializeConstraint(null)).toBeNull();
  const instance = new NonNeg();
  expect(getConstraint(instance)).toBe(instance);
  const x = tf.tensor([-2]);
  const y = getConstraint((w) => tf.abs(w))?.call(x);
  expect(y?.dataSync()[0]).toBe(2);
  tf.dispose([x, y ?? x]);
});

it.each<[() => unknown, string]>([
  [() => new MaxNorm({ maxValue: -1 }), 'MaxNorm: expected `maxValue` to be'],
  [() => new MaxNorm({ maxValue: NaN }), 'MaxNorm: expected `maxValue` to be'],
  [() => new MaxNorm({ axis: 0.5 }), 'MaxNorm: expected `axis` to be'],
  [() => new UnitNorm({ axis: 'rows' as unknown as number }), 'UnitNorm: expected `axis` to be'],
  [() => new UnitNorm({ axis: [0, NaN] }), 'UnitNorm: expected `axis` to be'],
  [() => new MinMaxNorm({ minValue: 2 }), 'MinMaxNorm: expected `maxValue` to be a number between 2 and Infinity'],
  [() => new MinMaxNorm({ minValue: -1 }), 'MinMaxNorm: expected `minValue` to be'],
  [() => new MinMaxNorm({ rate: 1.5 }), 'MinMaxNorm: expected `rate` to be a number between 0 and 1'],
  [() => getConstraint(5 as unknown as ConstraintLike), 'Expected a constraint'],
])('%p is refused', (make, message) => {
  expect(make).toThrow(ArgumentError);
  expect(make).toThrow(message);
});

it('names the nearest', () => {
  expect(() => getConstraint('maxnrom' as ConstraintLike)).toThrow(UnknownNameError);
  expect(() => getConstraint('maxnrom' as ConstraintLike)).toThrow("Did you mean 'maxNorm'?");
});
