import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { SimpleRNN } from './simple-rnn.ts';

describe('SimpleRNN', () => {
  const both = ['cpu', 'wasm'] as const;
  const weights = [
    ['kernel', [2, 3]],
    ['recurrent_kernel', [3, 3]],
    ['bias', [3]],
  ] as const;
  const sums = { units: 1, activation: 'linear', useBias: false, returnSequences: true } as const;
  const sumWeights = [
    ['kernel', [1, 1]],
    ['recurrent_kernel', [1, 1]],
  ] as const;

  runLayerTest(SimpleRNN, {
    title: 'running sums',
    config: sums,
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights: sumWeights,
    weightValues: [[[1]], [[1]]],
    output: [[[1], [3], [6]]],
    backends: both,
  });
  runLayerTest(SimpleRNN, {
    title: 'running sums from the end, without a masked step',
    config: { ...sums, goBackwards: true },
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    masks: [[[true, false, true, true]]],
    outputMask: [[true, false, true, true]],
    weights: sumWeights,
    weightValues: [[[1]], [[1]]],
    output: [[[4], [7], [7], [8]]],
    backends: both,
  });
  runLayerTest(SimpleRNN, {
    title: 'the fused kernel',
    config: { units: 3 },
    inputShape: [2, 4, 2],
    weights,
    outputShape: [2, 3],
    backends: both,
  });
  runLayerTest(SimpleRNN, {
    title: 'states in and out',
    config: { units: 3, returnSequences: true, returnState: true },
    inputShape: [2, 3, 2],
    args: () => ({ initialState: tf.fill([2, 3], 0.5) }),
    weights,
    backends: both,
  });
  runLayerTest(SimpleRNN, {
    title: 'a mask with holes and a row that is masked altogether',
    config: { units: 3, returnSequences: true, returnState: true },
    inputShape: [3, 4, 2],
    masks: [
      [
        [true, false, true, false],
        [false, false, false, false],
        [true, true, true, true],
      ],
    ],
    outputMask: [
      [true, false, true, false],
      [false, false, false, false],
      [true, true, true, true],
    ],
    args: () => ({ initialState: [tf.fill([3, 3], 0.5)] }),
    weights,
    backends: both,
  });
});
