import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalAveragePooling1D } from './global-average-pooling1d.ts';

describe('GlobalAveragePooling1D', () => {
  runLayerTest(GlobalAveragePooling1D, {
    config: {},
    inputShape: [1, 3, 2],
    inputs: [
      [
        [
          [1, 2],
          [3, -4],
          [5, 5],
        ],
      ],
    ],
    output: [[3, 1]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalAveragePooling1D, { config: { keepdims: true }, inputShape: [2, 4, 3], outputShape: [2, 1, 3] });
  runLayerTest(GlobalAveragePooling1D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 4],
    outputShape: [2, 3],
  });
  runLayerTest(GlobalAveragePooling1D, {
    title: 'only the steps that count',
    config: {},
    inputShape: [2, 2, 1],
    inputs: [
      [
        [[1], [3]],
        [[5], [7]],
      ],
    ],
    masks: [
      [
        [true, true],
        [false, true],
      ],
    ],
    output: [[2], [7]],
    backends: ['cpu', 'wasm'],
  });
});
