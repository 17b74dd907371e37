import { runLayerTest } from '../testing/run-layer-test.ts';
import { AdditiveAttention } from './additive-attention.ts';

describe('AdditiveAttention', () => {
  runLayerTest(AdditiveAttention, {
    config: {},
    inputShape: [
      [1, 1, 2],
      [1, 2, 2],
    ],
    // tanh(atanh(0.5) + 0) = 0.5: scores of ln 3 and 0.
    inputs: [
      [[[0, 0]]],
      [
        [
          [Math.atanh(0.5), 0],
          [0, 5],
        ],
      ],
    ],
    weights: [['scale', [2]]],
    weightValues: [[2 * Math.log(3), 0]],
    output: [[[0.75 * Math.atanh(0.5), 1.25]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(AdditiveAttention, {
    config: { useScale: false },
    inputShape: [
      [2, 3, 2],
      [2, 4, 5],
      [2, 4, 2],
    ],
    masks: [
      null,
      [
        [true, true, false, true],
        [true, false, true, true],
      ],
      null,
    ],
    outputShape: [2, 3, 5],
    backends: ['cpu', 'wasm'],
  });

  it('names a bad argument', () => {
    expect(() => new AdditiveAttention({ name: 'a', dropout: -1 })).toThrow(
      'AdditiveAttention "a": expected `dropout` to be a number between 0 and 1. Received: dropout=-1',
    );
  });
});
