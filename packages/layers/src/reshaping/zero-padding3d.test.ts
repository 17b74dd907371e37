import { runLayerTest } from '../testing/run-layer-test.ts';
import { ZeroPadding3D } from './zero-padding3d.ts';

describe('ZeroPadding3D', () => {
  runLayerTest(ZeroPadding3D, {
    config: {
      padding: [
        [0, 1],
        [0, 0],
        [1, 0],
      ],
    },
    inputShape: [1, 1, 1, 1, 1],
    inputs: [[[[[[5]]]]]],
    output: [[[[[0], [5]]], [[[0], [0]]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ZeroPadding3D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 1, 2, 3],
    outputShape: [1, 2, 3, 4, 5],
  });
});
