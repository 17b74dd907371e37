import { runLayerTest } from '../testing/run-layer-test.ts';
import { Conv1D } from './conv1d.ts';

describe('Conv1D', () => {
  runLayerTest(Conv1D, {
    title: 'valid, by hand',
    config: { filters: 1, kernelSize: 2 },
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    weights: [
      ['kernel', [2, 1, 1]],
      ['bias', [1]],
    ],
    weightValues: [[[[1]], [[10]]], [0.5]],
    output: [[[21.5], [32.5], [43.5]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv1D, {
    title: 'causal and dilated, by hand',
    config: { filters: 1, kernelSize: 2, padding: 'causal', dilationRate: 2, useBias: false },
    inputShape: [1, 4, 1],
    inputs: [[[[1], [2], [3], [4]]]],
    weights: [['kernel', [2, 1, 1]]],
    weightValues: [[[[1]], [[10]]]],
    output: [[[10], [20], [31], [42]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv1D, {
    config: { filters: 4, kernelSize: 3, strides: 2, padding: 'same', groups: 2, activation: 'tanh' },
    inputShape: [2, 7, 4],
    weights: [
      ['kernel', [3, 2, 4]],
      ['bias', [4]],
    ],
    outputShape: [2, 4, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Conv1D, {
    config: { filters: 3, kernelSize: [2], dataFormat: 'channels_first' },
    inputShape: [2, 2, 6],
    weights: [
      ['kernel', [2, 2, 3]],
      ['bias', [3]],
    ],
    outputShape: [2, 3, 5],
    wrongShape: [2, 3, 6, 1],
    backends: ['cpu', 'wasm'],
  });

  it('accepts causal padding, which images have not', () => {
    expect(new Conv1D({ filters: 1, kernelSize: 2, padding: 'causal' }).padding).toBe('causal');
  });
});
