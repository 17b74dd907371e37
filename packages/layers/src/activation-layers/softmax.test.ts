import { runLayerTest } from '../testing/run-layer-test.ts';
import { Softmax } from './softmax.ts';

describe('Softmax', () => {
  runLayerTest(Softmax, {
    config: {},
    inputShape: [1, 2],
    inputs: [[[0, Math.log(3)]]],
    output: [[0.25, 0.75]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Softmax, {
    title: 'over two axes',
    config: { axis: [1, 2] },
    inputShape: [1, 2, 2],
    inputs: [
      [
        [
          [0, 0],
          [0, Math.log(5)],
        ],
      ],
    ],
    output: [
      [
        [0.125, 0.125],
        [0.125, 0.625],
      ],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Softmax, {
    title: 'over what counts',
    config: {},
    inputShape: [1, 3],
    inputs: [[[0, 50, Math.log(3)]]],
    masks: [[[true, false, true]]],
    output: [[0.25, 0, 0.75]],
    outputMask: [[true, false, true]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Softmax, { config: { axis: 1 }, inputShape: [2, 3, 2] });
});
