import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalAveragePooling2D } from './global-average-pooling2d.ts';

describe('GlobalAveragePooling2D', () => {
  runLayerTest(GlobalAveragePooling2D, {
    config: {},
    inputShape: [1, 1, 3, 2],
    inputs: [
      [
        [
          [
            [1, 2],
            [3, -4],
            [5, 5],
          ],
        ],
      ],
    ],
    output: [[3, 1]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalAveragePooling2D, {
    config: { keepdims: true },
    inputShape: [2, 3, 4, 3],
    outputShape: [2, 1, 1, 3],
  });
  runLayerTest(GlobalAveragePooling2D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 3, 4],
    outputShape: [2, 3],
  });
});
