import { runLayerTest } from '../testing/run-layer-test.ts';
import { UnitNormalization } from './unit-normalization.ts';

describe('UnitNormalization', () => {
  runLayerTest(UnitNormalization, {
    config: {},
    inputShape: [2, 2],
    inputs: [
      [
        [3, 4],
        [0, 0],
      ],
    ],
    output: [
      [0.6, 0.8],
      [0, 0],
    ],
    gradientStep: false,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(UnitNormalization, { config: { axis: [1, 2] }, inputShape: [2, 3, 2] });
});
