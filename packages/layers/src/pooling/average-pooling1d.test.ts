import { runLayerTest } from '../testing/run-layer-test.ts';
import { AveragePooling1D } from './average-pooling1d.ts';

describe('AveragePooling1D', () => {
  runLayerTest(AveragePooling1D, {
    config: { poolSize: 2 },
    inputShape: [1, 5, 1],
    inputs: [[[[1], [5], [2], [3], [9]]]],
    output: [[[3], [2.5]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AveragePooling1D, {
    config: { poolSize: 2, padding: 'same' },
    inputShape: [1, 5, 1],
    inputs: [[[[1], [5], [2], [3], [-9]]]],
    output: [[[3], [2.5], [-9]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AveragePooling1D, {
    config: { poolSize: [3], strides: [1], padding: 'same', dataFormat: 'channels_first' },
    inputShape: [2, 2, 6],
    outputShape: [2, 2, 6],
    backends: ['cpu', 'wasm'],
  });
});
