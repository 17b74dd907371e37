import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { SimpleRNNCell } from './simple-rnn-cell.ts';

describe('SimpleRNNCell', () => {
  runLayerTest(SimpleRNNCell, {
    config: { units: 2, activation: 'linear' },
    inputShape: [1, 2],
    inputs: [[[1, 2]]],
    args: () => ({ states: tf.tensor2d([[10, 20]]) }),
    weights: [
      ['kernel', [2, 2]],
      ['recurrent_kernel', [2, 2]],
      ['bias', [2]],
    ],
    weightValues: [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [1, 0],
      ],
      [100, 200],
    ],
    output: [[121, 212]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(SimpleRNNCell, {
    config: { units: 3, useBias: false, recurrentRegularizer: 'l2' },
    inputShape: [2, 4],
    args: () => ({ states: [tf.ones([2, 3])] }),
    weights: [
      ['kernel', [4, 3]],
      ['recurrent_kernel', [3, 3]],
    ],
    outputShape: [2, 3],
  });

  it('drops features of input and state in training alone', async () => {
    await startBackend('cpu');
    const config = {
      units: 4,
      activation: 'linear',
      kernelInitializer: 'identity',
      recurrentInitializer: 'identity',
    } as const;
    const cell = new SimpleRNNCell({ ...config, dropout: 0.5, recurrentDropout: 0.5, seed: 3 });
    const call = (training: boolean): number[] =>
      take(
        tf.tidy(
          () => cell.apply(tf.ones([50, 4]), { states: tf.fill([50, 4], 10), training }) as unknown as [tf.Tensor],
        )[0],
      );
    expect(new Set(call(false))).toEqual(new Set([11]));
    const [first, second] = [call(true), call(true)];
    expect(new Set(first)).toEqual(new Set([0, 2, 20, 22]));
    expect(second).not.toEqual(first);
    cell.dispose();
  });

  it('names states that are not its own', async () => {
    await startBackend('cpu');
    const cell = new SimpleRNNCell({ units: 2, name: 'c' });
    tf.tidy(() => {
      const x = tf.zeros([3, 2]);
      expect(() => cell.apply(x)).toThrow('SimpleRNNCell "c": expected `states` to be a tensor of shape (3, 2)');
      expect(() => cell.apply(x, { states: tf.zeros([3, 4]) })).toThrow('Received: (3, 4)');
      expect(() => cell.apply(x, { states: [tf.zeros([3, 2]), tf.zeros([3, 2])] })).toThrow('Received: (3, 2), (3, 2)');
    });
    cell.dispose();
  });

  it('names a bad argument', () => {
    expect(() => new SimpleRNNCell({ units: 0 })).toThrow('a positive integer. Received: units=0');
    expect(() => new SimpleRNNCell({ units: 1, dropout: 1.5 })).toThrow('between 0 and 1. Received: dropout=1.5');
    expect(() => new SimpleRNNCell({ units: 1, recurrentDropout: -1 })).toThrow('recurrentDropout=-1');
  });
});
