import { runLayerTest } from '../testing/run-layer-test.ts';
import { Conv2DTranspose } from './conv2d-transpose.ts';

describe('Conv2DTranspose', () => {
  runLayerTest(Conv2DTranspose, {
    title: 'windows that overlap, by hand',
    config: { filters: 1, kernelSize: [1, 2] },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    weights: [
      ['kernel', [1, 2, 1, 1]],
      ['bias', [1]],
    ],
    weightValues: [{ data: [1, 10], shape: [1, 2, 1, 1] }, [0.5]],
    output: [[[[1.5], [12.5], [20.5]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2DTranspose, {
    title: 'windows side by side, by hand',
    config: { filters: 1, kernelSize: [1, 2], strides: [1, 2], useBias: false },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    weights: [['kernel', [1, 2, 1, 1]]],
    weightValues: [{ data: [1, 10], shape: [1, 2, 1, 1] }],
    output: [[[[1], [10], [2], [20]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2DTranspose, {
    config: { filters: 2, kernelSize: 3, strides: 2, padding: 'same', outputPadding: 1, activation: 'tanh' },
    inputShape: [1, 2, 2, 3],
    weights: [
      ['kernel', [3, 3, 2, 3]],
      ['bias', [2]],
    ],
    outputShape: [1, 4, 4, 2],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv2DTranspose, {
    config: { filters: 2, kernelSize: 2, dilationRate: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 3, 2, 2],
    weights: [
      ['kernel', [2, 2, 2, 3]],
      ['bias', [2]],
    ],
    outputShape: [1, 2, 4, 4],
    backends: ['cpu', 'wasm'],
  });

  it('names an output padding that is out of range', () => {
    expect(() => new Conv2DTranspose({ name: 'c', filters: 1, kernelSize: 2, strides: 2, outputPadding: 2 })).toThrow(
      'Conv2DTranspose "c": expected `outputPadding`',
    );
  });
});
