import { runLayerTest } from '../testing/run-layer-test.ts';
import { Dense } from './dense.ts';

describe('Dense', () => {
  runLayerTest(Dense, {
    config: { units: 2 },
    inputShape: [2, 3],
    inputs: [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    weights: [
      ['kernel', [3, 2]],
      ['bias', [2]],
    ],
    weightValues: [
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      [10, 20],
    ],
    output: [
      [14, 25],
      [20, 31],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dense, {
    config: { units: 4, activation: 'softmax', useBias: false, kernelRegularizer: 'l2', kernelConstraint: 'maxNorm' },
    inputShape: [2, 3, 5],
    weights: [['kernel', [5, 4]]],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Dense, {
    title: 'masks and a fused relu',
    config: { units: 3, activation: 'relu' },
    inputShape: [2, 2, 2],
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
    weights: [
      ['kernel', [2, 3]],
      ['bias', [3]],
    ],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad argument', () => {
    expect(() => new Dense({ units: -1, name: 'd' })).toThrow(
      'Dense "d": expected `units` to be a positive integer. Received: units=-1',
    );
    // @ts-expect-error: an unknown name.
    expect(() => new Dense({ units: 1, activation: 'rellu' })).toThrow("'relu'");
  });
});
