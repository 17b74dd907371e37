import { runLayerTest } from '../testing/run-layer-test.ts';
import { Identity } from './identity.ts';

describe('Identity', () => {
  runLayerTest(Identity, {
    config: {},
    inputShape: [1, 3],
    inputs: [[[1, 2, 3]]],
    output: [[1, 2, 3]],
    backends: ['cpu', 'wasm'],
  });
});
