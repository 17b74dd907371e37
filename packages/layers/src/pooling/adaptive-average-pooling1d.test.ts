import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdaptiveAveragePooling1D } from './adaptive-average-pooling1d.ts';

describe('AdaptiveAveragePooling1D', () => {
  runLayerTest(AdaptiveAveragePooling1D, {
    title: 'windows that share an entry, by hand',
    config: { outputSize: 2 },
    inputShape: [1, 3, 1],
    inputs: [[[[5], [1], [7]]]],
    output: [[[3], [4]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdaptiveAveragePooling1D, {
    config: { outputSize: 2, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5],
    outputShape: [2, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new AdaptiveAveragePooling1D({ name: 'a', outputSize: 0 })).toThrow(
      'AdaptiveAveragePooling1D "a": expected `outputSize`',
    );
  });
});
