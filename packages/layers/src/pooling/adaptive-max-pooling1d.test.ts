import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdaptiveMaxPooling1D } from './adaptive-max-pooling1d.ts';

describe('AdaptiveMaxPooling1D', () => {
  runLayerTest(AdaptiveMaxPooling1D, {
    title: 'windows that share an entry, by hand',
    config: { outputSize: 2 },
    inputShape: [1, 3, 1],
    inputs: [[[[5], [1], [7]]]],
    output: [[[5], [7]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdaptiveMaxPooling1D, {
    config: { outputSize: 2, dataFormat: 'channelsFirst' },
    inputShape: [2, 2, 5],
    outputShape: [2, 2, 2],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new AdaptiveMaxPooling1D({ name: 'a', outputSize: 0 })).toThrow(
      'AdaptiveMaxPooling1D "a": expected `outputSize`',
    );
  });
});
