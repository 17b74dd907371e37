import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { BatchNormalization } from '../normalization/batch-normalization.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, spreadValues } from '../testing/values.ts';
import { Input } from '../engine/input.ts';
import { LSTM } from './lstm.ts';
import { TimeDistributed } from './time-distributed.ts';

describe('TimeDistributed', () => {
  runLayerTest(TimeDistributed, {
    config: { layer: { className: 'Dense', config: { units: 2, name: 'dense' } } },
    inputShape: [2, 2, 1],
    inputs: [
      [
        [[1], [2]],
        [[3], [4]],
      ],
    ],
    masks: [
      [
        [true, false],
        [true, true],
      ],
    ],
    outputMask: [
      [true, false],
      [true, true],
    ],
    weights: [
      ['kernel', [1, 2]],
      ['bias', [2]],
    ],
    weightValues: [[[1, 10]], [0, 5]],
    output: [
      [[1, 15], [2, 25]],
      [[3, 35], [4, 45]],
    ], // prettier-ignore
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(TimeDistributed, {
    config: { layer: { className: 'Conv2D', config: { filters: 2, kernelSize: 2, name: 'conv' } } },
    inputShape: [1, 2, 3, 3, 1],
    weights: [
      ['kernel', [2, 2, 1, 2]],
      ['bias', [2]],
    ],
    outputShape: [1, 2, 2, 2, 2],
    wrongShape: [2, 3],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(TimeDistributed, {
    title: 'a recurrent layer, sequences of sequences',
    config: { layer: { className: 'SimpleRNN', config: { units: 2, name: 'rnn' } } },
    inputShape: [2, 2, 3, 1],
    masks: [
      [
        [[true, true, false], [true, false, false]],
        [[true, true, true], [true, true, false]],
      ], // prettier-ignore
    ],
    outputMask: [
      [[true, true, false], [true, false, false]],
      [[true, true, true], [true, true, false]],
    ], // prettier-ignore
    weights: [
      ['kernel', [1, 2]],
      ['recurrent_kernel', [2, 2]],
      ['bias', [2]],
    ],
    outputShape: [2, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('normalizes each step by itself in training', async () => {
    await startBackend('cpu');
    const layer = new TimeDistributed({ layer: new BatchNormalization() });
    const own = new BatchNormalization();
    tf.tidy(() => {
      const x = spreadValues([4, 3, 2], 1);
      const y = layer.apply(x, { training: true });
      const steps = tf.unstack(x, 1).map((step) => own.apply(step, { training: true }));
      expectClose(y, tf.stack(steps, 1));
      layer.weights.forEach(({ value }, i) => {
        expectClose(value, own.weights[i]?.value ?? value);
      });
    });
    layer.dispose();
    own.dispose();
  });

  it('lets a stateful layer go from step to step', async () => {
    await startBackend('cpu');
    const layer = new TimeDistributed({ layer: new LSTM({ units: 2, stateful: true }) });
    tf.tidy(() => {
      const [a, b] = tf.unstack(layer.apply(tf.ones([1, 2, 3, 1])), 1) as [tf.Tensor, tf.Tensor];
      expect(a.dataSync()).not.toEqual(b.dataSync());
    });
    layer.dispose();
  });

  it('has as many outputs as its layer', async () => {
    await startBackend('cpu');
    const layer = new TimeDistributed({ layer: new LSTM({ units: 2, returnState: true }) });
    expect(layer.applyAll(Input({ shape: [3, 4, 1] })).map(({ shape }) => shape)).toEqual([
      [null, 3, 2],
      [null, 3, 2],
      [null, 3, 2],
    ]);
    tf.tidy(() => {
      const x = spreadValues([5, 3, 4, 1], 1);
      const [y, h] = layer.applyAll(x) as [tf.Tensor, tf.Tensor];
      const [first] = layer.layer.applyAll(tf.squeeze(tf.slice(x, [0, 1], [-1, 1]), [1])) as [tf.Tensor];
      expectClose(tf.slice(y, [0, 1], [-1, 1]), tf.expandDims(first, 1));
      expectClose(h, y);
    });
    layer.dispose();
  });

  it('names what does not fit', async () => {
    await startBackend('cpu');
    // @ts-expect-error: no layer.
    expect(() => new TimeDistributed({ layer: 'dense', name: 't' })).toThrow(
      'TimeDistributed: expected `layer` to be a layer',
    );
    const layer = new TimeDistributed({ layer: new Dense({ units: 1 }), name: 't' });
    tf.tidy(() => {
      const x = tf.ones([2, 3, 1]);
      expect(() => layer.apply(x, { mask: tf.ones([2], 'bool') })).toThrow(
        'TimeDistributed "t": expected a mask of shape [2, 3, …]. Received: mask shape [2]',
      );
      expect(() => layer.apply(tf.ones([2, 3]))).toThrow('TimeDistributed "t"');
    });
    layer.dispose();
  });
});
