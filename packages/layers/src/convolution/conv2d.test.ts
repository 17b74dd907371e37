import { runLayerTest } from '../testing/run-layer-test.ts';
import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { Conv2D } from './conv2d.ts';

describe('Conv2D', () => {
  runLayerTest(Conv2D, {
    title: 'valid, by hand',
    config: { filters: 1, kernelSize: 2 },
    inputShape: [1, 2, 3, 1],
    inputs: [
      [
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
        ],
      ],
    ],
    weights: [
      ['kernel', [2, 2, 1, 1]],
      ['bias', [1]],
    ],
    weightValues: [
      [
        [[[1]], [[10]]],
        [[[100]], [[1000]]],
      ],
      [0.5],
    ],
    output: [[[[5421.5], [6532.5]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2D, {
    title: 'a fused relu, same, strides',
    config: { filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same', activation: 'relu' },
    inputShape: [2, 5, 4, 2],
    weights: [
      ['kernel', [3, 2, 2, 3]],
      ['bias', [3]],
    ],
    outputShape: [2, 3, 4, 3],
    gradientStep: 1e-3,
    gradientTolerance: 5e-3,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2D, {
    title: 'dilation, groups, no bias',
    config: { filters: 4, kernelSize: 2, dilationRate: [2, 1], groups: 2, useBias: false, activation: 'sigmoid' },
    inputShape: [2, 5, 4, 4],
    weights: [['kernel', [2, 2, 2, 4]]],
    outputShape: [2, 3, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2D, {
    title: 'channels first, softmax over the last axis',
    config: { filters: 3, kernelSize: 2, dataFormat: 'channelsFirst', activation: 'softmax', padding: 'same' },
    inputShape: [2, 2, 3, 4],
    weights: [
      ['kernel', [2, 2, 2, 3]],
      ['bias', [3]],
    ],
    outputShape: [2, 3, 3, 4],
    backends: ['cpu', 'wasm'],
  });

  it('computes no gradient for an input that needs none', async () => {
    await startBackend('wasm');
    const layer = new Conv2D({ filters: 2, kernelSize: 2, activation: 'relu' });
    const x = tf.ones([1, 4, 4, 1]);
    layer.ensureBuilt(x.shape);
    const weights = layer.weights.map((weight) => weight.value);
    const profile = await tf.profile(() => {
      const { value, gradients } = valueAndGradients(() => tf.sum(layer.apply(x)), weights);
      tf.dispose([...gradients.filter((gradient) => gradient !== null)]);
      return value;
    });
    expect(profile.kernelNames).toContain('Conv2DBackpropFilter');
    expect(profile.kernelNames).not.toContain('Conv2DBackpropInput');
    layer.dispose();
  });

  it('names bad arguments', () => {
    const named = { name: 'c', filters: 4, kernelSize: 3 } as const;
    expect(() => new Conv2D({ ...named, filters: 0 })).toThrow(
      'Conv2D "c": expected `filters` to be a positive integer',
    );
    expect(() => new Conv2D({ ...named, kernelSize: [3, 0] })).toThrow('Received: kernelSize=[3, 0]');
    // @ts-expect-error: three sizes.
    expect(() => new Conv2D({ ...named, strides: [1, 1, 1] })).toThrow('an array of 2 of them');
    expect(() => new Conv2D({ ...named, groups: 3 })).toThrow('expected `filters` to be a multiple of groups=3');
    expect(() => new Conv2D({ ...named, strides: 2, dilationRate: 2 })).toThrow('not both');
    // @ts-expect-error: causal needs a sequence.
    expect(() => new Conv2D({ ...named, padding: 'causal' })).toThrow("one of 'valid', 'same'");
    // @ts-expect-error: no such format.
    expect(() => new Conv2D({ ...named, dataFormat: 'nhwc' })).toThrow('dataFormat');
  });

  it('names inputs that do not fit', () => {
    const layer = new Conv2D({ name: 'c', filters: 4, kernelSize: 3, groups: 2 });
    expect(() => layer.computeOutputShape([null, 2, 9, 4])).toThrow(
      'Conv2D "c": expected spatial sizes of at least (3, 3)',
    );
    expect(() => layer.apply(tf.zeros([1, 5, 5, 3]))).toThrow('multiple of groups=2. Received: 3 channels');
    layer.apply(tf.zeros([1, 5, 5, 4]));
    expect(() => layer.apply(tf.zeros([1, 5, 5, 2]))).toThrow('expected axis 3 of input shape to have value 4');
  });
});
