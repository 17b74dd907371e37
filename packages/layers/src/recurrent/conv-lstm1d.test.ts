import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { ConvLSTM1D } from './conv-lstm1d.ts';

describe('ConvLSTM1D', () => {
  const both = ['cpu', 'wasm'] as const;

  runLayerTest(ConvLSTM1D, {
    config: { filters: 2, kernelSize: 2 },
    inputShape: [2, 3, 4, 2],
    weights: [
      ['kernel', [2, 2, 8]],
      ['recurrent_kernel', [2, 2, 8]],
      ['bias', [8]],
    ],
    outputShape: [2, 3, 2],
    backends: both,
  });
  runLayerTest(ConvLSTM1D, {
    title: 'strides, states out, backwards',
    config: {
      filters: 2,
      kernelSize: 2,
      strides: 2,
      padding: 'same',
      returnSequences: true,
      returnState: true,
      goBackwards: true,
      useBias: false,
    },
    inputShape: [2, 3, 4, 2],
    weights: [
      ['kernel', [2, 2, 8]],
      ['recurrent_kernel', [2, 2, 8]],
    ],
    outputShape: [2, 3, 2, 2],
  });
  runLayerTest(ConvLSTM1D, {
    title: 'channels first',
    config: {
      filters: 2,
      kernelSize: 2,
      padding: 'same',
      dataFormat: 'channelsFirst',
      recurrentActivation: 'hardSigmoid',
    },
    inputShape: [2, 2, 2, 4],
    weights: [
      ['kernel', [2, 2, 8]],
      ['recurrent_kernel', [2, 2, 8]],
      ['bias', [8]],
    ],
    outputShape: [2, 2, 4],
    backends: both,
  });

  it('names a bad argument or input', async () => {
    await startBackend('cpu');
    const make =
      (config: object): (() => unknown) =>
      () =>
        new ConvLSTM1D({ filters: 1, kernelSize: 2, name: 'c', ...config });
    expect(make({ filters: 0 })).toThrow('ConvLSTM1D "c": expected `filters` to be a positive integer');
    expect(make({ kernelSize: [1, 2, 3, 4] })).toThrow('kernelSize=[1, 2, 3, 4]');
    expect(make({ strides: 2, dilationRate: 2 })).toThrow('strides or dilationRate above 1, not both');
    expect(make({ padding: 'causal' })).toThrow("padding='causal'");
    const layer = new ConvLSTM1D({ filters: 1, kernelSize: 2, name: 'c' });
    tf.tidy(() => {
      expect(() => layer.apply(tf.ones([1, 2, 3]))).toThrow('ConvLSTM1D "c"');
      expect(() => layer.apply(tf.ones([1, 2, 1, 1]))).toThrow('the reach of its window');
    });
    layer.dispose();
  });
});
