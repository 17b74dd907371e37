import { runLayerTest } from '../testing/run-layer-test.ts';
import { Cropping2D } from './cropping2d.ts';

describe('Cropping2D', () => {
  runLayerTest(Cropping2D, {
    config: {
      cropping: [
        [1, 0],
        [0, 1],
      ],
    },
    inputShape: [1, 2, 3, 1],
    inputs: [
      [
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
        ],
      ],
    ],
    output: [[[[4], [5]]]],
  });
  runLayerTest(Cropping2D, { config: { cropping: [1, 2] }, inputShape: [2, 5, 6, 2], outputShape: [2, 3, 2, 2] });
  runLayerTest(Cropping2D, {
    config: { cropping: 1, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5, 6],
    outputShape: [2, 2, 3, 4],
  });
  runLayerTest(Cropping2D, { title: 'nothing', config: {}, inputShape: [1, 2, 2, 1], outputShape: [1, 2, 2, 1] });
});
