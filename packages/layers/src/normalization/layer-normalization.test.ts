import { runLayerTest } from '../testing/run-layer-test.ts';
import { LayerNormalization } from './layer-normalization.ts';

describe('LayerNormalization', () => {
  runLayerTest(LayerNormalization, {
    title: 'by hand',
    config: { epsilon: 0 },
    inputShape: [1, 2],
    inputs: [[[1, 3]]],
    weights: [
      ['gamma', [2]],
      ['beta', [2]],
    ],
    weightValues: [
      [2, 3],
      [10, 20],
    ],
    output: [[8, 23]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(LayerNormalization, {
    config: { axis: [-1, 1], center: false },
    inputShape: [2, 3, 2, 4],
    weights: [['gamma', [3, 4]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(LayerNormalization, {
    title: 'the last axes',
    config: { axis: [-1, -2], scale: false },
    inputShape: [2, 3, 2, 5],
    weights: [['beta', [2, 5]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(LayerNormalization, {
    config: { scale: false, center: false },
    inputShape: [2, 5],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad axis', () => {
    expect(() => {
      new LayerNormalization({ name: 'l', axis: 2 }).ensureBuilt([null, 3]);
    }).toThrow('LayerNormalization "l": expected `axis` to be within a tensor of rank 2. Received: axis=2');
  });
});
