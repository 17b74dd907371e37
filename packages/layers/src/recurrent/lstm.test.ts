import { maskOf, valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Input } from '../engine/input.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, spreadValues, take } from '../testing/values.ts';
import { LSTM } from './lstm.ts';

describe('LSTM', () => {
  const both = ['cpu', 'wasm'] as const;
  const weights = [
    ['kernel', [2, 12]],
    ['recurrent_kernel', [3, 12]],
    ['bias', [12]],
  ] as const;
  const mask = [
    [true, true, false, false],
    [true, false, true, true],
  ];
  const states = (): { initialState: tf.Tensor[] } => ({ initialState: [tf.fill([2, 3], 0.5), tf.fill([2, 3], -0.5)] });

  runLayerTest(LSTM, {
    config: { units: 3 },
    inputShape: [2, 4, 2],
    weights,
    outputShape: [2, 3],
    backends: both,
  });
  runLayerTest(LSTM, {
    config: { units: 3, returnState: true, goBackwards: true, kernelRegularizer: 'l2', activityRegularizer: 'l1' },
    inputShape: [2, 4, 2],
    weights,
    outputShape: [2, 3],
    backends: both,
  });
  runLayerTest(LSTM, {
    title: 'states in and out',
    config: { units: 3, returnSequences: true, returnState: true, useBias: false },
    inputShape: [2, 3, 2],
    args: states,
    weights: weights.slice(0, 2),
    backends: both,
  });
  runLayerTest(LSTM, {
    title: 'a mask',
    config: { units: 3, returnSequences: true },
    inputShape: [2, 4, 2],
    masks: [mask],
    outputMask: mask,
    args: states,
    weights,
    backends: both,
  });
  runLayerTest(LSTM, {
    title: 'a mask, and states out',
    config: { units: 3, returnState: true, recurrentActivation: 'hardSigmoid' },
    inputShape: [2, 4, 2],
    masks: [mask],
    weights,
    backends: both,
  });

  describe.each(both)('on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    it('gives what its cell gives step by step', () => {
      const layer = new LSTM({ units: 3, returnSequences: true, returnState: true });
      const x = spreadValues([2, 5, 4], 1);
      tf.tidy(() => {
        const [y, h, c] = layer.applyAll(x) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const outputs: tf.Tensor[] = [];
        let [hStep, cStep] = layer.cell.getInitialState(2) as [tf.Tensor, tf.Tensor];
        for (const step of tf.unstack(x, 1)) {
          const results = layer.cell.applyAll(step, { states: [hStep, cStep] });
          [, hStep, cStep] = results as [tf.Tensor, tf.Tensor, tf.Tensor];
          outputs.push(hStep);
        }
        expectClose(y, tf.stack(outputs, 1));
        expectClose(h, hStep);
        expectClose(c, cStep);
      });
      x.dispose();
      layer.dispose();
    });

    it('keeps states from batch to batch until they are reset', () => {
      const before = tf.memory().numTensors;
      const layer = new LSTM({ units: 2, stateful: true, batchInputShape: [2, 3, 1] });
      const x = spreadValues([2, 3, 1], 1);
      const call = (): number[] => take(layer.apply(x));
      const first = call();
      const idle = tf.memory().numTensors;
      const second = call();
      expect(second).not.toEqual(first);
      expect(tf.memory().numTensors).toBe(idle);
      layer.resetState();
      expect(call()).toEqual(first);
      const wrong = tf.zeros([3, 3, 1]);
      expect(() => layer.apply(wrong)).toThrow(
        'expected batches of 2 samples, because stateful=true. Received: 3 samples',
      );
      tf.dispose([x, wrong]);
      layer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('has gradients while it keeps states', () => {
      const layer = new LSTM({ units: 2, stateful: true });
      const x = spreadValues([2, 3, 1], 1);
      layer.ensureBuilt(x.shape);
      const before = tf.memory().numTensors;
      for (let step = 0; step < 3; step++) {
        const { value, gradients } = valueAndGradients(() => tf.sum(layer.apply(x)), [x]);
        expect(gradients[0]?.shape).toEqual([2, 3, 1]);
        tf.dispose([value, ...gradients.filter((gradient) => gradient !== null)]);
      }
      expect(tf.memory().numTensors).toBe(before);
      x.dispose();
      layer.dispose();
    });

    it('has zeros where every step of a row is masked', () => {
      const layer = new LSTM({ units: 2, returnSequences: true, zeroOutputForMask: true });
      tf.tidy(() => {
        const mask = tf.tensor2d([[0, 0], [1, 0]], [2, 2], 'bool'); // prettier-ignore
        const y = layer.apply(tf.ones([2, 2, 1]), { mask });
        const [a = 1, b = 1, c = 1, d = 1, e = 0, f = 0, g = 1, h = 1] = y.dataSync();
        expect([a, b, c, d, g, h]).toEqual([0, 0, 0, 0, 0, 0]);
        expect(e * f).not.toBe(0);
        expect(maskOf(y)?.dataSync()).toEqual(mask.dataSync());
      });
      layer.dispose();
    });

    it('drops the same features in all steps, others in the next batch', () => {
      const layer = new LSTM({ units: 2, dropout: 0.5, seed: 7, returnSequences: true });
      const copy = new LSTM({ units: 2, dropout: 0.5, seed: 7, returnSequences: true });
      tf.tidy(() => {
        const x = spreadValues([4, 3, 5], 1);
        const call = (of: LSTM): number[] => Array.from(of.apply(x, { training: true }).dataSync());
        const [first, second] = [call(layer), call(layer)];
        expect(second).not.toEqual(first);
        copy.ensureBuilt(x.shape);
        copy.setWeights(layer.getWeights());
        expect(call(copy)).toEqual(first);
        expect(layer.cell.seedGenerator.step).toBe(2);
      });
      layer.dispose();
      copy.dispose();
    });
  });

  it('is part of a functional model with its state', () => {
    const x = Input({ shape: [null, 4] });
    const encoder = new LSTM({ units: 3, returnState: true });
    const [, ...states] = encoder.applyAll(x);
    expect(states.map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 3],
    ]);
    const decoder = new LSTM({ units: 3, returnSequences: true });
    const y = decoder.apply(x, { initialState: states });
    expect(y.shape).toEqual([null, null, 3]);
    expect(() => decoder.apply(x, { initialState: states.slice(1) })).toThrow(
      'expected `initialState` to be 2 tensors of shape (None, 3), (None, 3). Received: (None, 3)',
    );
    expect(y.history?.node.args['initialState']).toBe(states);
    encoder.dispose();
    decoder.dispose();
  });

  it('names what does not fit', async () => {
    await startBackend('cpu');
    const layer = new LSTM({ units: 2, name: 'l' });
    tf.tidy(() => {
      const x = tf.zeros([2, 3, 4]);
      const call =
        (args: object): (() => unknown) =>
        () =>
          layer.apply(x, { ...args });
      expect(call({ initialState: tf.zeros([2, 2]) })).toThrow(
        'LSTM "l": expected `initialState` to be 2 tensors of shape (2, 2), (2, 2). Received: (2, 2)',
      );
      expect(call({ initialState: [tf.zeros([2, 2]), tf.zeros([2, 3])] })).toThrow('Received: (2, 2), (2, 3)');
      expect(call({ initialState: [1, 'h'] })).toThrow(`Received: 1, 'h'`);
      expect(call({ mask: tf.ones([2, 4], 'bool') })).toThrow(
        'LSTM "l": expected a mask of shape [2, 3], one entry for each step. Received: mask shape [2, 4]',
      );
      expect(() => layer.apply(tf.zeros([2, 3, 5]))).toThrow('LSTM "l"');
      expect(() => layer.apply(tf.zeros([2, 0, 4]))).toThrow('LSTM "l": expected at least one step');
    });
    const stateful = new LSTM({ units: 2, stateful: true, name: 's' });
    expect(() => stateful.apply(Input({ shape: [3, 4] }))).toThrow(
      'LSTM "s": expected a fixed batch size, because stateful=true. Received: input shape (None, 3, 4)',
    );
    layer.dispose();
    stateful.dispose();
  });
});
