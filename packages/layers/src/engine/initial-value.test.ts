import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { Constant, GlorotUniform, Ones, Zeros } from '../initializers/index.ts';
import { initialValue } from './initial-value.ts';

beforeAll(() => tf.setBackend('cpu'));

it.each([new GlorotUniform(), new Zeros(), new Ones(), new Constant({ value: 2 })])(
  'a shape beyond the arrays of JavaScript is named: $constructor.name',
  (initializer) => {
    const before = tf.memory();
    const shape = [2 ** 20, 2 ** 20];
    expect(() => initialValue(initializer, { shape, dtype: 'float32', owner: 'Dense "d", weight "kernel"' })).toThrow(
      'Dense "d", weight "kernel": expected a shape that there is memory for. Received: shape=[1048576, 1048576]',
    );
    expect(tf.memory()).toEqual(before);
  },
);
