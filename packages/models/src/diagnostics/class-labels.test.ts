import { DataError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { beginEachTest } from '../testing/problems.ts';
import { readClasses } from './class-labels.ts';

beginEachTest();

it.each<[string, Parameters<typeof readClasses>[0], number[]]>([
  ['class numbers', [2, 0, 1], [2, 0, 1]],
  ['a column of class numbers', Int32Array.of(3, 1), [3, 1]],
  ['a column', [[2], [0]], [2, 0]],
  ['rows of probabilities', [[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]], [1, 0]], // prettier-ignore
  ['one-hot rows', [[0, 1], [1, 0]], [1, 0]], // prettier-ignore
  ['logits, the first of equals', [[-3, -3, -4]], [0]],
  ['probabilities of class 1', [[0.4], [0.6], [0.5]], [0, 1, 0]],
  ['booleans', [true, false], [1, 0]],
])('reads %s', async (_, value, expected) => {
  const before = tf.memory().numTensors;
  expect([...(await readClasses(value, 'yPred'))]).toEqual(expected);
  expect(tf.memory().numTensors).toBe(before);
});

it('reads a tensor, which stays the caller’s', async () => {
  const tensor = tf.tensor2d([[0.9, 0.1]]);
  expect([...(await readClasses(tensor, 'yPred'))]).toEqual([0]);
  expect(tensor.isDisposed).toBe(false);
  tensor.dispose();
});

it.each<[string, Parameters<typeof readClasses>[0], string]>([
  ['numbers that are neither', [0.5, 7], 'y: expected class numbers, or probabilities from 0 to 1. Received: 7'],
  ['negative numbers', [1, -1], 'y: expected class numbers, or probabilities from 0 to 1. Received: -1'],
  ['NaN', [1, NaN], 'y: expected class numbers, or probabilities from 0 to 1. Received: NaN'],
  ['NaN in a row', [[1, NaN]], 'y: expected numbers. Received: NaN in row 0'],
  ['a higher rank', [[[1, 2]]], 'shape=[1, 1, 2]'],
  ['text', ['cat', 'dog'], 'type=string'],
  ['nothing', [], 'y is empty'],
])('refuses %s', async (_, value, message) => {
  const before = tf.memory().numTensors;
  const reading = readClasses(value, 'y');
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});
