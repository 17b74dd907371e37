import { runLayerTest } from '../testing/run-layer-test.ts';
import { SeparableConv2D } from './separable-conv2d.ts';

describe('SeparableConv2D', () => {
  runLayerTest(SeparableConv2D, {
    title: 'by hand',
    config: { filters: 1, kernelSize: 2 },
    inputShape: [1, 2, 2, 2],
    inputs: [
      [
        [
          [
            [1, 10],
            [2, 20],
          ],
          [
            [3, 30],
            [4, 40],
          ],
        ],
      ],
    ],
    weights: [
      ['depthwise_kernel', [2, 2, 2, 1]],
      ['pointwise_kernel', [1, 1, 2, 1]],
      ['bias', [1]],
    ],
    weightValues: [
      { data: [1, 1, 1, 1, 1, 1, 1, 2], shape: [2, 2, 2, 1] },
      { data: [1, -1], shape: [1, 1, 2, 1] },
      [0.5],
    ],
    output: [[[[-129.5]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(SeparableConv2D, {
    config: {
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      depthMultiplier: 2,
      useBias: false,
      activation: 'sigmoid',
    },
    inputShape: [2, 5, 4, 3],
    weights: [
      ['depthwise_kernel', [3, 3, 3, 2]],
      ['pointwise_kernel', [1, 1, 6, 4]],
    ],
    outputShape: [2, 3, 2, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(SeparableConv2D, {
    config: { filters: 2, kernelSize: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 3, 4, 4],
    weights: [
      ['depthwise_kernel', [2, 2, 3, 1]],
      ['pointwise_kernel', [1, 1, 3, 2]],
      ['bias', [2]],
    ],
    outputShape: [1, 2, 3, 3],
  });
});
