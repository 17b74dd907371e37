import { runLayerTest } from '../testing/run-layer-test.ts';
import { ELU } from './elu.ts';

describe('ELU', () => {
  runLayerTest(ELU, {
    config: {},
    inputShape: [1, 2],
    inputs: [[[-1, 2]]],
    output: [[Math.exp(-1) - 1, 2]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ELU, {
    config: { alpha: 0.5 },
    inputShape: [1, 2],
    inputs: [[[-1, 2]]],
    output: [[0.5 * (Math.exp(-1) - 1), 2]],
    backends: ['cpu', 'wasm'],
  });
});
