import { runLayerTest } from '../testing/run-layer-test.ts';
import { UpSampling3D } from './up-sampling3d.ts';

describe('UpSampling3D', () => {
  runLayerTest(UpSampling3D, {
    config: { size: [2, 1, 2] },
    inputShape: [1, 1, 1, 2, 1],
    inputs: [[[[[[1], [2]]]]]],
    output: [[[[[1], [1], [2], [2]]], [[[1], [1], [2], [2]]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(UpSampling3D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 1, 2, 3],
    outputShape: [1, 2, 2, 4, 6],
  });
});
