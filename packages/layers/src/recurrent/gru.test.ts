import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { GRU } from './gru.ts';

describe('GRU', () => {
  const both = ['cpu', 'wasm'] as const;
  const kernels = [
    ['kernel', [2, 9]],
    ['recurrent_kernel', [3, 9]],
  ] as const;
  const mask = [
    [true, true, false, false],
    [true, false, true, true],
  ];

  runLayerTest(GRU, {
    config: { units: 3, returnSequences: true },
    inputShape: [2, 4, 2],
    weights: [...kernels, ['bias', [2, 9]]],
    outputShape: [2, 4, 3],
    backends: both,
  });
  runLayerTest(GRU, {
    config: { units: 3, resetAfter: false, goBackwards: true, unroll: true },
    inputShape: [2, 4, 2],
    weights: [...kernels, ['bias', [9]]],
    outputShape: [2, 3],
    backends: both,
  });
  runLayerTest(GRU, {
    title: 'a mask, states in and out',
    config: { units: 3, useBias: false, returnState: true },
    inputShape: [2, 4, 2],
    masks: [mask],
    args: () => ({ initialState: tf.fill([2, 3], 0.5) }),
    weights: kernels,
    backends: both,
  });
  runLayerTest(GRU, {
    title: 'a mask, and zeros for the steps it leaves out',
    config: { units: 3, returnSequences: true, zeroOutputForMask: true },
    inputShape: [2, 4, 2],
    masks: [mask],
    outputMask: mask,
    weights: [...kernels, ['bias', [2, 9]]],
    backends: both,
  });

  it('names a bad argument', () => {
    // @ts-expect-error: cuDNN cannot be had.
    expect(() => new GRU({ units: 1, useCudnn: true, name: 'g' })).toThrow(
      `GRU "g": expected \`useCudnn\` to be 'auto' or false`,
    );
    expect(new GRU({ units: 1, useCudnn: 'auto' }).cell.units).toBe(1);
  });
});
