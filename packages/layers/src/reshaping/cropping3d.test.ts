import { runLayerTest } from '../testing/run-layer-test.ts';
import { Cropping3D } from './cropping3d.ts';

describe('Cropping3D', () => {
  runLayerTest(Cropping3D, {
    config: {
      cropping: [
        [1, 0],
        [0, 0],
        [0, 1],
      ],
    },
    inputShape: [1, 2, 1, 2, 1],
    inputs: [[[[[[1], [2]]], [[[3], [4]]]]]],
    output: [[[[[3]]]]],
  });
  runLayerTest(Cropping3D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 3, 4, 5],
    outputShape: [1, 2, 1, 2, 3],
  });
});
