import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalMaxPooling3D } from './global-max-pooling3d.ts';

describe('GlobalMaxPooling3D', () => {
  runLayerTest(GlobalMaxPooling3D, {
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
    output: [[5, 5]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalMaxPooling3D, {
    config: { keepdims: true },
    inputShape: [2, 2, 3, 2, 3],
    outputShape: [2, 1, 1, 1, 3],
  });
  runLayerTest(GlobalMaxPooling3D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 2, 3, 2],
    outputShape: [2, 3],
  });
});
