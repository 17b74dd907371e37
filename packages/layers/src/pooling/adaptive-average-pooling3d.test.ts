import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdaptiveAveragePooling3D } from './adaptive-average-pooling3d.ts';

describe('AdaptiveAveragePooling3D', () => {
  runLayerTest(AdaptiveAveragePooling3D, {
    title: 'windows that share an entry, by hand',
    config: { outputSize: [1, 1, 2] },
    inputShape: [1, 1, 1, 3, 1],
    inputs: [[[[[[5], [1], [7]]]]]],
    output: [[[[[3], [4]]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdaptiveAveragePooling3D, {
    config: { outputSize: 4, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5, 4, 3],
    outputShape: [2, 2, 4, 4, 4],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new AdaptiveAveragePooling3D({ name: 'a', outputSize: 0 })).toThrow(
      'AdaptiveAveragePooling3D "a": expected `outputSize`',
    );
  });
});
