import { runLayerTest } from '../testing/run-layer-test.ts';
import { RMSNormalization } from './rms-normalization.ts';

describe('RMSNormalization', () => {
  runLayerTest(RMSNormalization, {
    title: 'by hand',
    config: { epsilon: 0 },
    inputShape: [1, 2],
    inputs: [[[1, 7]]],
    weights: [['scale', [2]]],
    weightValues: [[5, 10]],
    output: [[1, 14]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RMSNormalization, {
    config: { axis: [1, 2] },
    inputShape: [2, 3, 2],
    weights: [['scale', [3, 2]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(RMSNormalization, {
    config: { axis: 1 },
    inputShape: [2, 3, 2],
    weights: [['scale', [3]]],
    backends: ['cpu', 'wasm'],
  });
});
