import { runLayerTest } from '../testing/run-layer-test.ts';
import { GlobalMaxPooling1D } from './global-max-pooling1d.ts';

describe('GlobalMaxPooling1D', () => {
  runLayerTest(GlobalMaxPooling1D, {
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
    output: [[5, 5]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GlobalMaxPooling1D, { config: { keepdims: true }, inputShape: [2, 4, 3], outputShape: [2, 1, 3] });
  runLayerTest(GlobalMaxPooling1D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [2, 3, 4],
    outputShape: [2, 3],
  });
});
