import * as tf from '@tensorflow/tfjs-core';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { startBackend } from '../testing/backends.ts';
import { take } from '../testing/values.ts';
import { LSTMCell } from './lstm-cell.ts';

describe('LSTMCell', () => {
  runLayerTest(LSTMCell, {
    title: 'gates in the order i, f, c, o',
    config: { units: 1, activation: 'linear', recurrentActivation: 'linear', unitForgetBias: false },
    inputShape: [1, 1],
    inputs: [[[1]]],
    args: () => ({ states: [tf.tensor2d([[1]]), tf.tensor2d([[10]])] }),
    weights: [
      ['kernel', [1, 4]],
      ['recurrent_kernel', [1, 4]],
      ['bias', [4]],
    ],
    weightValues: [[[1, 2, 3, 4]], [[10, 20, 30, 40]], [0, 0, 0, 0]],
    // c = 22 · 10 + 11 · 33, h = 44 · c
    output: [[25652]],
    gradientTolerance: 1e-2,
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(LSTMCell, {
    config: { units: 3, recurrentActivation: 'hardSigmoid', useBias: false },
    inputShape: [2, 4],
    args: () => ({ states: [tf.ones([2, 3]), tf.ones([2, 3])] }),
    weights: [
      ['kernel', [4, 12]],
      ['recurrent_kernel', [3, 12]],
    ],
    outputShape: [2, 3],
  });

  it('begins with a forget gate that remembers', async () => {
    await startBackend('cpu');
    const cell = new LSTMCell({ units: 2, biasInitializer: { className: 'Constant', config: { value: 5 } } });
    cell.ensureBuilt([null, 3]);
    expect(Array.from(cell.bias?.value.dataSync() ?? [])).toEqual([5, 5, 1, 1, 5, 5, 5, 5]);
    cell.dispose();
  });

  it('draws a mask for each gate where the state drops features', async () => {
    await startBackend('cpu');
    const cell = new LSTMCell({ units: 2, dropout: 0.4, recurrentDropout: 0.4, seed: 1 });
    const call = (): number[] =>
      take(
        tf.tidy(
          () => cell.applyAll(tf.ones([8, 3]), { states: cell.getInitialState(8), training: true })[0] ?? tf.zeros([0]),
        ),
      );
    cell.ensureBuilt([null, 3]);
    const [first, second] = [call(), call()];
    expect(first.every(Number.isFinite)).toBe(true);
    expect(second).not.toEqual(first);
    expect(cell.seedGenerator.step).toBe(16);
    cell.dispose();
  });

  it('names states that are not its own', async () => {
    await startBackend('cpu');
    const cell = new LSTMCell({ units: 2, name: 'c' });
    tf.tidy(() => {
      const call = (): unknown => cell.apply(tf.zeros([1, 2]), { states: [tf.zeros([1, 2])] });
      expect(call).toThrow('LSTMCell "c": expected `states` to be 2 tensors of shape (1, 2), (1, 2). Received: (1, 2)');
    });
    cell.dispose();
  });
});
