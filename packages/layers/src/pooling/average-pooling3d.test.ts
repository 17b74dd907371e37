import { runLayerTest } from '../testing/run-layer-test.ts';
import { AveragePooling3D } from './average-pooling3d.ts';

describe('AveragePooling3D', () => {
  runLayerTest(AveragePooling3D, {
    config: { poolSize: 2 },
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
            [[8], [-5]],
          ],
        ],
      ],
    ],
    output: [[[[[3]]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AveragePooling3D, {
    config: { poolSize: [2, 3, 2], strides: [1, 2, 2], padding: 'same' },
    inputShape: [1, 3, 4, 3, 2],
    outputShape: [1, 3, 2, 2, 2],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AveragePooling3D, {
    config: { poolSize: 2, dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 4, 2, 5],
    outputShape: [1, 2, 2, 1, 2],
    backends: ['cpu', 'wasm'],
  });
});
