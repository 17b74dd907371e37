import { runLayerTest } from '../testing/run-layer-test.ts';
import { ZeroPadding1D } from './zero-padding1d.ts';

describe('ZeroPadding1D', () => {
  runLayerTest(ZeroPadding1D, {
    config: {},
    inputShape: [1, 1, 1],
    inputs: [[[[7]]]],
    output: [[[0], [7], [0]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ZeroPadding1D, {
    config: { padding: [0, 2] },
    inputShape: [1, 1, 1],
    inputs: [[[[7]]]],
    output: [[[7], [0], [0]]],
  });
  runLayerTest(ZeroPadding1D, {
    config: { dataFormat: 'channelsFirst' },
    inputShape: [1, 2, 3],
    outputShape: [1, 2, 5],
  });

  it('names a bad padding', () => {
    expect(() => new ZeroPadding1D({ name: 'z', padding: -1 })).toThrow('ZeroPadding1D "z": expected `padding`');
  });
});
