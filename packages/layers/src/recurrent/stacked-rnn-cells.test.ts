import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { startBackend } from '../testing/backends.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';

describe('StackedRNNCells', () => {
  const linear = { activation: 'linear', useBias: false } as const;
  const [first, second] = [
    { className: 'SimpleRNNCell', config: { units: 1, name: 'first', ...linear } },
    { className: 'SimpleRNNCell', config: { units: 1, name: 'second', ...linear } },
  ];
  const weights = [
    ['kernel', [1, 1]],
    ['recurrent_kernel', [1, 1]],
    ['kernel', [1, 1]],
    ['recurrent_kernel', [1, 1]],
  ] as const;

  runLayerTest(StackedRNNCells, {
    title: 'two cells',
    config: { cells: [first, second] },
    inputShape: [1, 1],
    inputs: [[[2]]],
    args: () => ({ states: [tf.tensor2d([[10]]), [tf.tensor2d([[100]])]] }),
    weights,
    weightValues: [[[3]], [[1]], [[2]], [[1]]],
    // 2 · 3 + 10, then 16 · 2 + 100
    output: [[132]],
    wrongShape: [3],
    backends: ['cpu', 'wasm'],
  });

  it('says the sizes of its states and its output', () => {
    const stack = new StackedRNNCells({
      cells: [
        { className: 'LSTMCell', config: { units: 2 } },
        { className: 'GRUCell', config: { units: 3 } },
      ],
    });
    expect([stack.stateSize, stack.outputSize]).toEqual([[[2, 2], 3], 3]);
    expect(stack.computeOutputShape([null, 4])).toEqual([[null, 3], [null, 2], [null, 2], [null, 3]]); // prettier-ignore
  });

  it('names what does not fit', async () => {
    await startBackend('cpu');
    expect(() => new StackedRNNCells({ cells: [], name: 's' })).toThrow(
      'StackedRNNCells "s": expected `cells` to be cells',
    );
    expect(() => new StackedRNNCells({ cells: [first, new Dense({ units: 1 })], name: 's' })).toThrow(
      'StackedRNNCells "s": expected `cells[1]` to be a recurrent cell',
    );
    const stack = new StackedRNNCells({ cells: [first, second], name: 's' });
    tf.tidy(() => {
      expect(() => stack.apply(tf.ones([2, 1]), { states: [tf.ones([2, 1])] })).toThrow(
        'StackedRNNCells "s": expected `states` to be 2 tensors of shape (2, 1), (2, 1). Received: (2, 1)',
      );
    });
    stack.dispose();
  });
});
