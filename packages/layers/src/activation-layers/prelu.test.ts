import { runLayerTest } from '../testing/run-layer-test.ts';
import { PReLU } from './prelu.ts';

describe('PReLU', () => {
  runLayerTest(PReLU, {
    config: {},
    inputShape: [1, 3],
    inputs: [[[-1, -2, 3]]],
    weights: [['alpha', [3]]],
    weightValues: [[0.5, 0.25, 9]],
    output: [[-0.5, -0.5, 3]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(PReLU, {
    config: { sharedAxes: [1, 2], alphaInitializer: 'ones' },
    inputShape: [2, 2, 3, 2],
    weights: [['alpha', [1, 1, 2]]],
    backends: ['cpu', 'wasm'],
  });
});
