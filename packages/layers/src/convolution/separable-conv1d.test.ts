import { runLayerTest } from '../testing/run-layer-test.ts';
import { SeparableConv1D } from './separable-conv1d.ts';

describe('SeparableConv1D', () => {
  runLayerTest(SeparableConv1D, {
    title: 'by hand',
    config: { filters: 1, kernelSize: 2 },
    inputShape: [1, 3, 2],
    inputs: [
      [
        [
          [1, 10],
          [2, 20],
          [3, 30],
        ],
      ],
    ],
    weights: [
      ['depthwise_kernel', [2, 2, 1]],
      ['pointwise_kernel', [1, 2, 1]],
      ['bias', [1]],
    ],
    weightValues: [{ data: [1, 1, 100, 2], shape: [2, 2, 1] }, { data: [1, -1], shape: [1, 2, 1] }, [0.5]],
    output: [[[151.5], [222.5]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(SeparableConv1D, {
    config: {
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      depthMultiplier: 2,
      useBias: false,
      activation: 'sigmoid',
    },
    inputShape: [2, 5, 3],
    weights: [
      ['depthwise_kernel', [3, 3, 2]],
      ['pointwise_kernel', [1, 6, 4]],
    ],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(SeparableConv1D, {
    config: { filters: 2, kernelSize: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 3, 4],
    weights: [
      ['depthwise_kernel', [2, 3, 1]],
      ['pointwise_kernel', [1, 3, 2]],
      ['bias', [2]],
    ],
    outputShape: [1, 2, 3],
  });
});
