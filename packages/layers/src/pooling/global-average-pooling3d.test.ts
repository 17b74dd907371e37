import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalAveragePooling3D } from './global-average-pooling3d.ts';

describe('GlobalAveragePooling3D', () => {
  runLayerTest(GlobalAveragePooling3D, {
    config: {},
    inputShape: [1, 1, 1, 3, 2],
    inputs: [
      [
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
    ],
    output: [[3, 1]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalAveragePooling3D, {
    config: { keepdims: true },
    inputShape: [2, 2, 3, 2, 3],
    outputShape: [2, 1, 1, 1, 3],
  });
  runLayerTest(GlobalAveragePooling3D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 2, 3, 2],
    outputShape: [2, 3],
  });
});
