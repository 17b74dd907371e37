import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdaptiveAveragePooling2D } from './adaptive-average-pooling2d.ts';

describe('AdaptiveAveragePooling2D', () => {
  runLayerTest(AdaptiveAveragePooling2D, {
    title: 'windows that share an entry, by hand',
    config: { outputSize: [1, 2] },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[5], [1], [7]]]]],
    output: [[[[3], [4]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdaptiveAveragePooling2D, {
    config: { outputSize: 3, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5, 4],
    outputShape: [2, 2, 3, 3],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new AdaptiveAveragePooling2D({ name: 'a', outputSize: 0 })).toThrow(
      'AdaptiveAveragePooling2D "a": expected `outputSize`',
    );
  });
});
