import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { GRUCell } from './gru-cell.ts';

describe('GRUCell', () => {
  const linear = { units: 1, activation: 'linear', recurrentActivation: 'linear' } as const;

  runLayerTest(GRUCell, {
    title: 'gates in the order z, r, h, the reset gate after the product',
    config: linear,
    inputShape: [1, 1],
    inputs: [[[1]]],
    args: () => ({ states: tf.tensor2d([[10]]) }),
    weights: [
      ['kernel', [1, 3]],
      ['recurrent_kernel', [1, 3]],
      ['bias', [2, 3]],
    ],
    weightValues: [
      [[2, 3, 4]],
      [[0, 0, 5]],
      [
        [1, 0, 0],
        [0, 0, 6],
      ],
    ],
    // z = 3, r = 3, candidate = 4 + 3 · 56, h = 3 · 10 - 2 · 172
    output: [[-314]],
    gradientTolerance: 1e-2,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GRUCell, {
    title: 'the reset gate before the product',
    config: { ...linear, resetAfter: false },
    inputShape: [1, 1],
    inputs: [[[1]]],
    args: () => ({ states: tf.tensor2d([[10]]) }),
    weights: [
      ['kernel', [1, 3]],
      ['recurrent_kernel', [1, 3]],
      ['bias', [3]],
    ],
    weightValues: [[[2, 3, 4]], [[0, 0, 5]], [1, 0, 6]],
    // z = 3, r = 3, candidate = 10 + 5 · 30, h = 3 · 10 - 2 · 160
    output: [[-290]],
    gradientTolerance: 1e-2,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(GRUCell, {
    config: { units: 2, useBias: false },
    inputShape: [2, 3],
    args: () => ({ states: tf.ones([2, 2]) }),
    weights: [
      ['kernel', [3, 6]],
      ['recurrent_kernel', [2, 6]],
    ],
    outputShape: [2, 2],
  });

  it.each([true, false])('draws a mask for each gate with resetAfter=%s', async (resetAfter) => {
    await startBackend('cpu');
    const cell = new GRUCell({ units: 2, dropout: 0.4, recurrentDropout: 0.4, resetAfter, seed: 1 });
    const call = (training: boolean): number[] =>
      take(tf.tidy(() => cell.applyAll(tf.ones([8, 3]), { states: tf.ones([8, 2]), training })[0] ?? tf.zeros([0])));
    expect(call(false)).toEqual(call(false));
    expect(call(true)).not.toEqual(call(true));
    expect(cell.seedGenerator.step).toBe(12);
    cell.dispose();
  });
});
