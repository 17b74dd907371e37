import { runLayerTest } from '../testing/run-layer-test.ts';
import { UpSampling2D } from './up-sampling2d.ts';

describe('UpSampling2D', () => {
  runLayerTest(UpSampling2D, {
    config: { size: [2, 1] },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[1], [2]]]]],
    output: [
      [
        [[1], [2]],
        [[1], [2]],
      ],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(UpSampling2D, {
    title: 'bilinear, by hand',
    config: { size: [1, 2], interpolation: 'bilinear' },
    inputShape: [1, 1, 2, 1],
    inputs: [[[[[0], [4]]]]],
    output: [[[[0], [1], [3], [4]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(UpSampling2D, {
    config: { interpolation: 'bicubic' },
    inputShape: [2, 3, 4, 2],
    outputShape: [2, 6, 8, 2],
  });
  runLayerTest(UpSampling2D, {
    config: { size: [3, 2], interpolation: 'lanczos3', dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 3, 4],
    outputShape: [2, 2, 9, 8],
  });
  runLayerTest(UpSampling2D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 2, 3],
    outputShape: [1, 2, 4, 6],
  });

  it('names bad arguments', () => {
    // @ts-expect-error: no such interpolation.
    expect(() => new UpSampling2D({ name: 'u', interpolation: 'cubic' })).toThrow("'nearest', 'bilinear'");
  });
});
