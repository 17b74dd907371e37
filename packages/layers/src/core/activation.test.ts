import { runLayerTest } from '../testing/run-layer-test.ts';
import { Activation } from './activation.ts';

describe('Activation', () => {
  runLayerTest(Activation, {
    config: { activation: 'relu' },
    inputShape: [1, 3],
    inputs: [[[-1, 0.5, 2]]],
    output: [[0, 0.5, 2]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Activation, {
    title: 'linear hands on a tensor of its own',
    config: { activation: 'linear' },
    inputShape: [2, 3],
  });
  runLayerTest(Activation, {
    config: { activation: 'tanh' },
    inputShape: [2, 2, 3],
    masks: [
      [
        [true, false],
        [true, true],
      ],
    ],
    outputMask: [
      [true, false],
      [true, true],
    ],
  });
});
