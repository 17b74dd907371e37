import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { ConvLSTM2D } from './conv-lstm2d.ts';

describe('ConvLSTM2D', () => {
  const both = ['cpu', 'wasm'] as const;

  runLayerTest(ConvLSTM2D, {
    config: { filters: 2, kernelSize: [2, 1] },
    inputShape: [1, 3, 4, 3, 2],
    weights: [
      ['kernel', [2, 1, 2, 8]],
      ['recurrent_kernel', [2, 1, 2, 8]],
      ['bias', [8]],
    ],
    outputShape: [1, 3, 3, 2],
    backends: both,
  });
  runLayerTest(ConvLSTM2D, {
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
    inputShape: [1, 3, 4, 3, 2],
    weights: [
      ['kernel', [2, 2, 2, 8]],
      ['recurrent_kernel', [2, 2, 2, 8]],
    ],
    outputShape: [1, 3, 2, 2, 2],
  });
  runLayerTest(ConvLSTM2D, {
    title: 'channels first',
    config: {
      filters: 2,
      kernelSize: 2,
      padding: 'same',
      dataFormat: 'channelsFirst',
      recurrentActivation: 'hardSigmoid',
    },
    inputShape: [1, 2, 2, 3, 3],
    weights: [
      ['kernel', [2, 2, 2, 8]],
      ['recurrent_kernel', [2, 2, 2, 8]],
      ['bias', [8]],
    ],
    outputShape: [1, 2, 3, 3],
    backends: both,
  });
  runLayerTest(ConvLSTM2D, {
    title: 'a mask, with zeros for the steps it leaves out',
    config: { filters: 1, kernelSize: 2, returnSequences: true, zeroOutputForMask: true },
    inputShape: [2, 3, 3, 3, 1],
    masks: [
      [
        [true, false, true],
        [false, true, false],
      ],
    ],
    outputMask: [
      [true, false, true],
      [false, true, false],
    ],
    weights: [
      ['kernel', [2, 2, 1, 4]],
      ['recurrent_kernel', [2, 2, 1, 4]],
      ['bias', [4]],
    ],
    outputShape: [2, 3, 2, 2, 1],
    backends: both,
  });

  it.each(['channelsLast', 'channelsFirst'] as const)('drops features in training, %s', async (dataFormat) => {
    await startBackend('cpu');
    const layer = new ConvLSTM2D({
      filters: 2,
      kernelSize: 1,
      dropout: 0.4,
      recurrentDropout: 0.4,
      seed: 1,
      dataFormat,
    });
    tf.tidy(() => {
      const x = tf.ones([1, 3, 4, 4, 4]);
      const call = (training: boolean): Float32Array => layer.apply(x, { training }).dataSync<'float32'>();
      expect(call(true)).not.toEqual(call(true));
      expect(call(false)).toEqual(call(false));
      expect(layer.cell.seedGenerator.step).toBe(16);
    });
    layer.dispose();
  });

  it('takes states in and keeps them', async () => {
    await startBackend('cpu');
    const layer = new ConvLSTM2D({ filters: 1, kernelSize: 1, stateful: true, returnState: true });
    tf.tidy(() => {
      const x = tf.ones([1, 2, 2, 2, 1]);
      const [first, h, c] = layer.applyAll(x) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [second] = layer.applyAll(x) as [tf.Tensor];
      expect(second.dataSync()).not.toEqual(first.dataSync());
      const [given] = layer.applyAll(x, { initialState: [h, c] }) as [tf.Tensor];
      expect(given.dataSync()).toEqual(second.dataSync());
      layer.resetState();
      expect(layer.applyAll(x)[0]?.dataSync()).toEqual(first.dataSync());
    });
    layer.dispose();
  });

  it('names a bad argument or input', async () => {
    await startBackend('cpu');
    const make =
      (config: object): (() => unknown) =>
      () =>
        new ConvLSTM2D({ filters: 1, kernelSize: 2, name: 'c', ...config });
    expect(make({ filters: 0 })).toThrow('ConvLSTM2D "c": expected `filters` to be a positive integer');
    expect(make({ kernelSize: [1, 2, 3, 4] })).toThrow('kernelSize=[1, 2, 3, 4]');
    expect(make({ strides: 2, dilationRate: 2 })).toThrow('strides or dilationRate above 1, not both');
    expect(make({ padding: 'causal' })).toThrow("padding='causal'");
    const layer = new ConvLSTM2D({ filters: 1, kernelSize: 2, name: 'c' });
    tf.tidy(() => {
      expect(() => layer.apply(tf.ones([1, 2, 3]))).toThrow('ConvLSTM2D "c"');
      expect(() => layer.apply(tf.ones([1, 2, 1, 1, 1]))).toThrow('the reach of its window');
    });
    layer.dispose();
  });
});
