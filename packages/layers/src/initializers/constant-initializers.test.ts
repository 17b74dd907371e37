import '@tensorflow/tfjs-backend-cpu';
import { ArgumentError, ShapeError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Constant, Identity, Ones, Zeros, type Initializer } from './index.ts';

beforeAll(() => tf.setBackend('cpu'));

it.each<[Initializer, number[], number[]]>([
  [new Zeros(), [2, 2], [0, 0, 0, 0]],
  [new Ones(), [3], [1, 1, 1]],
  [new Ones(), [], [1]],
  [new Constant(), [2], [0, 0]],
  [new Constant({ value: -0.5 }), [1, 2], [-0.5, -0.5]],
  [new Identity(), [2, 2], [1, 0, 0, 1]],
  [new Identity({ gain: 3 }), [2, 3], [3, 0, 0, 0, 3, 0]],
  [new Identity(), [3, 1], [1, 0, 0]],
  [new Ones(), [0, 2], []],
])('%p of shape %p', (initializer, shape, expected) => {
  const before = tf.memory().numTensors;
  const value = initializer.call(shape);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(value.shape).toEqual(shape);
  expect(value.dtype).toBe('float32');
  expect([...value.dataSync()]).toEqual(expected);
  value.dispose();
});

it('makes other types too', () => {
  const values = [new Zeros(), new Ones(), new Constant({ value: 2 })].map((made) => made.call([1], 'int32'));
  expect(values.map((value) => [value.dtype, value.dataSync()[0]])).toEqual([
    ['int32', 0],
    ['int32', 1],
    ['int32', 2],
  ]);
  tf.dispose(values);
});

it.each([[[3]], [[2, 2, 2]], [[]]])('the identity has no shape %p', (shape) => {
  expect(() => new Identity().call(shape)).toThrow(ShapeError);
  expect(() => new Identity().call(shape)).toThrow('Identity: expected a shape of rank 2. Received: shape=[');
});

it.each([NaN, Infinity, '1', null, [1]])('refuses %p', (value) => {
  expect(() => new Constant({ value: value as number })).toThrow(ArgumentError);
  expect(() => new Constant({ value: value as number })).toThrow('Constant: expected `value` to be a finite number');
  expect(() => new Identity({ gain: value as number })).toThrow(ArgumentError);
});
