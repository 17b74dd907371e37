import { runLayerTest } from '../testing/run-layer-test.ts';
import { LeakyReLU } from './leaky-relu.ts';

describe('LeakyReLU', () => {
  runLayerTest(LeakyReLU, {
    config: {},
    inputShape: [1, 2],
    inputs: [[[-1, 2]]],
    output: [[-0.3, 2]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(LeakyReLU, { config: { negativeSlope: 0.5 }, inputShape: [2, 3] });

  it('names a negative slope', () => {
    expect(() => new LeakyReLU({ name: 'l', negativeSlope: -1 })).toThrow('LeakyReLU "l"');
  });
});
