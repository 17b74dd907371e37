import { annotate, maskOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose } from '../testing/values.ts';
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
  runLayerTest(SimpleRNN, {
    title: 'a single step of its own',
    config: { units: 3, unroll: true, activation: 'softsign', returnSequences: true },
    inputShape: [2, 1, 2],
    weights,
    backends: both,
  });

  it.each(both)(
    'beside an initial state does not see an attached mask, and passes it on, as in Keras, on %s',
    (backend) =>
      startBackend(backend).then(() => {
        const layer = new SimpleRNN({ units: 1, returnSequences: true, returnState: true });
        tf.tidy(() => {
          const inputs = tf.div(tf.reshape(tf.range(1, 9), [2, 4, 1]), 8);
          const steps = [true, false, true, true, false, true, true, false];
          annotate(inputs, { mask: tf.tensor2d(steps.map(Number), [2, 4], 'bool') });
          layer.ensureBuilt(inputs.shape);
          layer.setWeights([[[0.5]], [[-0.7]], [0.1]]);
          const [output, state] = layer.applyAll(inputs, { initialState: [tf.tensor2d([[0.3], [-0.2]])] });
          if (!output || !state) throw new Error('no output');
          const first = [-0.04746432, 0.25263458, 0.11020634, 0.26627994];
          const second = [0.50239158, 0.12270443, 0.423219, 0.29473764];
          expectClose(output, { data: [...first, ...second], shape: [2, 4, 1] });
          expectClose(state, [[0.26627994], [0.29473764]]);
          expect(maskOf(output)?.dataSync()).toEqual(Uint8Array.from(steps, Number));
        });
        layer.dispose();
      }),
  );
});
