import { runLayerTest } from '../testing/run-layer-test.ts';
import { ZeroPadding2D } from './zero-padding2d.ts';

describe('ZeroPadding2D', () => {
  runLayerTest(ZeroPadding2D, {
    config: {
      padding: [
        [1, 0],
        [0, 1],
      ],
    },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    output: [
      [
        [[0], [0], [0]],
        [[1], [2], [0]],
      ],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ZeroPadding2D, {
    config: { padding: [1, 2], dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 2, 3],
    outputShape: [1, 2, 4, 7],
  });
});
