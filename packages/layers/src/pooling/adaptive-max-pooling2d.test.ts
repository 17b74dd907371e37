import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdaptiveMaxPooling2D } from './adaptive-max-pooling2d.ts';

describe('AdaptiveMaxPooling2D', () => {
  runLayerTest(AdaptiveMaxPooling2D, {
    title: 'windows that share an entry, by hand',
    config: { outputSize: [1, 2] },
    inputShape: [1, 1, 3, 1],
    inputs: [[[[[5], [1], [7]]]]],
    output: [[[[5], [7]]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdaptiveMaxPooling2D, {
    config: { outputSize: 3, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5, 4],
    outputShape: [2, 2, 3, 3],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new AdaptiveMaxPooling2D({ name: 'a', outputSize: 0 })).toThrow(
      'AdaptiveMaxPooling2D "a": expected `outputSize`',
    );
  });
});
