import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalMaxPooling2D } from './global-max-pooling2d.ts';

describe('GlobalMaxPooling2D', () => {
  runLayerTest(GlobalMaxPooling2D, {
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
    output: [[5, 5]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalMaxPooling2D, { config: { keepdims: true }, inputShape: [2, 3, 4, 3], outputShape: [2, 1, 1, 3] });
  runLayerTest(GlobalMaxPooling2D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 3, 4],
    outputShape: [2, 3],
  });
});
