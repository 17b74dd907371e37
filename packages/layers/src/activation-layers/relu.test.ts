import { runLayerTest } from '../testing/run-layer-test.ts';
import { ReLU } from './relu.ts';

describe('ReLU', () => {
  runLayerTest(ReLU, {
    config: {},
    inputShape: [1, 3],
    inputs: [[[-1, 0.5, 7]]],
    output: [[0, 0.5, 7]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ReLU, {
    config: { maxValue: 2, negativeSlope: 0.1, threshold: 1 },
    inputShape: [1, 4],
    inputs: [[[-1, 0.5, 1.5, 7]]],
    output: [[-0.2, -0.05, 1.5, 2]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ReLU, { config: { threshold: 0.5 }, inputShape: [2, 5] });

  it('names a negative argument', () => {
    expect(() => new ReLU({ name: 'r', negativeSlope: -1 })).toThrow('ReLU "r": expected `negativeSlope`');
    expect(() => new ReLU({ name: 'r', maxValue: -1 })).toThrow('maxValue=-1');
  });
});
