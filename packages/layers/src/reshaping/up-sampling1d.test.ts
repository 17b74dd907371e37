import { runLayerTest } from '../testing/run-layer-test.ts';
import { UpSampling1D } from './up-sampling1d.ts';

describe('UpSampling1D', () => {
  runLayerTest(UpSampling1D, {
    config: {},
    inputShape: [1, 2, 1],
    inputs: [[[[1], [2]]]],
    output: [[[1], [1], [2], [2]]],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad size', () => {
    expect(() => new UpSampling1D({ name: 'u', size: 0 })).toThrow('UpSampling1D "u": expected `size`');
  });
});
