import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { DataError, ShapeError } from './errors.ts';
import { registerGradients } from './gradients/register.ts';
import { clearSession } from './names.ts';
import { Variable } from './variable.ts';

let before = 0;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => (before = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(before));

function ones(shape: number[], name = 'kernel'): Variable {
  return new Variable(tf.ones(shape), { name, path: `dense/${name}` });
}

it('takes over its first value and frees it with dispose', () => {
  const initial = tf.ones([2, 3]);
  const variable = new Variable(initial, { name: 'kernel' });
  expect(initial.isDisposed).toBe(true);
  expect(tf.memory().numTensors).toBe(before + 1);
  const { name, path, trainable, regularizer, constraint } = variable;
  expect([name, path, trainable, regularizer, constraint]).toEqual(['kernel', 'kernel', true, null, null]);
  expect([variable.shape, variable.dtype, variable.size]).toEqual([[2, 3], 'float32', 6]);
  variable.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('assign takes tensors and arrays, of its own shape only', () => {
  const variable = ones([2]);
  const given = tf.tensor([5, 6]);
  variable.assign(given);
  expect([...variable.value.dataSync()]).toEqual([5, 6]);
  variable.assign([7, 8]);
  expect([...given.dataSync()]).toEqual([5, 6]);
  const array = new Float32Array([1, 2]);
  variable.assign(array);
  array[0] = 99;
  expect([...variable.value.dataSync()]).toEqual([1, 2]);

  expect(() => variable.assign([1, 2, 3])).toThrow(
    new ShapeError('Variable "dense/kernel": expected a value of shape [2]. Received: shape=[3]'),
  );
  expect(() => variable.assign([[1, 2]])).toThrow(ShapeError);
  expect(() => variable.assign(['a', 'b'])).toThrow(DataError);
  expect([...variable.value.dataSync()]).toEqual([1, 2]);
  given.dispose();
  variable.dispose();
});

it('assign casts to its own type', () => {
  const variable = new Variable(tf.tensor([0], [1], 'int32'), { name: 'iterations', trainable: false });
  variable.assign([3]);
  expect(variable.dtype).toBe('int32');
  expect([...variable.value.dataSync()]).toEqual([3]);
  variable.dispose();
});

it('a thousand assignments leave no tensor behind', () => {
  const variable = ones([4]);
  const count = tf.memory().numTensors;
  for (let i = 0; i < 1000; i++) tf.tidy(() => variable.assign(tf.add(variable.value, 1)));
  expect(tf.memory().numTensors).toBe(count);
  expect([...variable.value.dataSync()]).toEqual([1001, 1001, 1001, 1001]);
  variable.dispose();
});

it('makeExclusive parts a variable from the tensors that share its memory', () => {
  const variable = ones([2]);
  const own = variable.value.dataId;
  variable.makeExclusive();
  expect(variable.value.dataId).toBe(own);

  const shared = tf.clone(variable.value);
  variable.makeExclusive();
  expect(variable.value.dataId).not.toBe(shared.dataId);
  expect([...variable.value.dataSync()]).toEqual([1, 1]);
  expect(tf.memory().numTensors).toBe(before + 2);
  shared.dispose();
  variable.dispose();
});

it('several variables may have one path, also across clearSession', () => {
  const variables = [ones([1]), ones([1])];
  clearSession();
  variables.push(ones([1]));
  expect(new Set(variables.map((variable) => variable.value.name)).size).toBe(3);
  for (const variable of variables) variable.dispose();
});

it('tfjs can differentiate through the value, and train it', () => {
  registerGradients();
  const variable = ones([2]);
  const optimizer = tf.train.sgd(0.5);
  const loss = (): tf.Scalar => tf.sum(tf.mul(variable.value, tf.tensor1d([2, 4])));
  tf.tidy(() => void optimizer.minimize(loss, false, [variable.value]));
  expect([...variable.value.dataSync()]).toEqual([0, -1]);
  optimizer.dispose();
  variable.dispose();
});

it('moves towards a target', () => {
  const variable = ones([2]);
  tf.tidy(() => variable.moveTowards(tf.tensor1d([3, -1]), 0.75));
  expect([...variable.value.dataSync()]).toEqual([1.5, 0.5]);
  variable.dispose();
});

it('lets go of its value once, however often it is disposed of', () => {
  const variable = new Variable(tf.tensor1d([1, 2]), { name: 'w' });
  const kept = tf.clone(variable.value);
  variable.dispose();
  variable.dispose();
  expect([...kept.dataSync()]).toEqual([1, 2]);
  kept.dispose();
});
