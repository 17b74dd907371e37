import { runLayerTest } from '../testing/run-layer-test.ts';
import { Conv3D } from './conv3d.ts';

describe('Conv3D', () => {
  runLayerTest(Conv3D, {
    title: 'a sum over the volume, by hand',
    config: { filters: 1, kernelSize: 2 },
    inputShape: [1, 2, 2, 2, 1],
    inputs: [
      [
        [
          [
            [[1], [2]],
            [[3], [4]],
          ],
          [
            [[5], [6]],
            [[7], [8]],
          ],
        ],
      ],
    ],
    weights: [
      ['kernel', [2, 2, 2, 1, 1]],
      ['bias', [1]],
    ],
    weightValues: [{ data: [1, 1, 1, 1, 1, 1, 1, 1], shape: [2, 2, 2, 1, 1] }, [0.5]],
    output: [[[[[36.5]]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv3D, {
    config: { filters: 2, kernelSize: [2, 1, 2], dilationRate: [1, 1, 2], padding: 'same', groups: 2 },
    inputShape: [1, 3, 2, 3, 4],
    weights: [
      ['kernel', [2, 1, 2, 2, 2]],
      ['bias', [2]],
    ],
    outputShape: [1, 3, 2, 3, 2],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv3D, {
    title: 'groups, strides and an activation, without bias',
    config: { filters: 6, kernelSize: 2, strides: [1, 2, 1], groups: 3, useBias: false, activation: 'sigmoid' },
    inputShape: [2, 2, 4, 3, 3],
    weights: [['kernel', [2, 2, 2, 1, 6]]],
    outputShape: [2, 1, 2, 2, 6],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv3D, {
    config: { filters: 3, kernelSize: 2, strides: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 4, 3, 4],
    weights: [
      ['kernel', [2, 2, 2, 2, 3]],
      ['bias', [3]],
    ],
    outputShape: [1, 3, 2, 1, 2],
    backends: ['cpu', 'wasm'],
  });
  // The output is Keras's: no padding where the stride is larger than the window, and the last plane is not seen.
  runLayerTest(Conv3D, {
    title: 'strides larger than the window',
    config: { filters: 1, kernelSize: [2, 3, 1], strides: 3, padding: 'same' },
    inputShape: [1, 3, 4, 2, 1],
    inputs: [{ data: Array.from({ length: 24 }, (_, i) => i), shape: [1, 3, 4, 2, 1] }],
    weights: [
      ['kernel', [2, 3, 1, 1, 1]],
      ['bias', [1]],
    ],
    weightValues: [{ data: [1, 2, 3, 4, 5, 6], shape: [2, 3, 1, 1, 1] }, [0.5]],
    output: [[[[[106.5]], [[134.5]]]]],
    outputShape: [1, 1, 2, 1, 1],
    backends: ['cpu', 'wasm'],
  });
});
