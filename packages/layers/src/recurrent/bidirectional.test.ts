import { maskOf } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../core/dense.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { Bidirectional } from './bidirectional.ts';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { SimpleRNN } from './simple-rnn.ts';

describe('Bidirectional', () => {
  const both = ['cpu', 'wasm'] as const;
  const sums = (config: object): { className: string; config: Record<string, unknown> } => ({
    className: 'SimpleRNN',
    config: { units: 1, activation: 'linear', useBias: false, name: 'sums', ...config },
  });
  const weights = [
    ['kernel', [1, 1]],
    ['recurrent_kernel', [1, 1]],
    ['kernel', [1, 1]],
    ['recurrent_kernel', [1, 1]],
  ] as const;
  const ones = [[[1]], [[1]], [[1]], [[1]]];

  // Sums from the start are 1, 3, 6; from the end 6, 5, 3.
  runLayerTest(Bidirectional, {
    title: 'concat',
    config: { layer: sums({ returnSequences: true }) },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights,
    weightValues: ones,
    output: [[[1, 6], [3, 5], [6, 3]]], // prettier-ignore
    backends: both,
  });
  runLayerTest(Bidirectional, {
    title: 'sum',
    config: { layer: sums({ returnSequences: true }), mergeMode: 'sum' },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights,
    weightValues: ones,
    output: [[[7], [8], [9]]],
  });
  runLayerTest(Bidirectional, {
    title: 'ave',
    config: { layer: sums({ returnSequences: true }), mergeMode: 'ave' },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights,
    weightValues: ones,
    output: [[[3.5], [4], [4.5]]],
  });
  runLayerTest(Bidirectional, {
    title: 'mul, of the last outputs',
    config: { layer: sums({}), mergeMode: 'mul' },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    weights,
    weightValues: ones,
    output: [[36]],
    gradientTolerance: 1e-2,
  });
  runLayerTest(Bidirectional, {
    title: 'both outputs, with zeros for masked steps',
    config: { layer: sums({ returnSequences: true, returnState: true }), mergeMode: null },
    inputShape: [1, 3, 1],
    inputs: [[[[1], [2], [3]]]],
    masks: [[[true, true, false]]],
    outputMask: [[true, true, false]],
    weights,
    weightValues: ones,
    output: [[[1], [3], [0]]],
    backends: both,
  });
  runLayerTest(Bidirectional, {
    title: 'a backward layer of another size',
    config: {
      layer: { className: 'LSTM', config: { units: 2, name: 'lstm' } },
      backwardLayer: { className: 'GRU', config: { units: 3, name: 'gru', goBackwards: true } },
    },
    inputShape: [2, 3, 1],
    weights: [
      ['kernel', [1, 8]],
      ['recurrent_kernel', [2, 8]],
      ['bias', [8]],
      ['kernel', [1, 9]],
      ['recurrent_kernel', [3, 9]],
      ['bias', [2, 9]],
    ],
    outputShape: [2, 5],
    backends: both,
  });

  it('makes its layers from the one it is given, with names of their own', () => {
    const layer = new LSTM({ units: 2, name: 'lstm' });
    const both = new Bidirectional({ layer });
    expect([both.forwardLayer.name, both.backwardLayer.name]).toEqual(['forward_lstm', 'backward_lstm']);
    expect([both.forwardLayer.goBackwards, both.backwardLayer.goBackwards]).toEqual([false, true]);
    expect(both.forwardLayer).not.toBe(layer);
    const again = Bidirectional.fromConfig(both.getConfig());
    expect(again.forwardLayer.name).toBe('forward_lstm');
  });

  describe.each(both)('on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    it('passes states to both layers and out again', () => {
      const layer = new Bidirectional({ layer: new LSTM({ units: 2, returnState: true }) });
      tf.tidy(() => {
        const x = tf.ones([1, 4, 3]);
        const initialState = [1, 2, 3, 4].map((value) => tf.fill([1, 2], value));
        const [y, ...states] = layer.applyAll(x, { initialState });
        const forward = layer.forwardLayer.applyAll(x, { initialState: initialState.slice(0, 2) });
        const backward = layer.backwardLayer.applyAll(x, { initialState: initialState.slice(2) });
        expect(y?.shape).toEqual([1, 4]);
        expect(states.map((state) => state.dataSync())).toEqual(
          [...forward.slice(1), ...backward.slice(1)].map((state) => state.dataSync()),
        );
      });
      layer.dispose();
    });

    it('keeps states until they are reset', () => {
      const layer = new Bidirectional({ layer: new GRU({ units: 2, stateful: true }) });
      tf.tidy(() => {
        const x = tf.ones([1, 2, 1]);
        const call = (): Float32Array => layer.apply(x).dataSync<'float32'>();
        const first = call();
        expect(call()).not.toEqual(first);
        layer.resetState();
        expect(call()).toEqual(first);
      });
      expect(layer.stateful).toBe(true);
      layer.dispose();
    });

    it('passes the mask on to each output, and to no state', () => {
      const config = { units: 1, returnSequences: true, returnState: true };
      const layer = new Bidirectional({ layer: new SimpleRNN(config), mergeMode: null });
      tf.tidy(() => {
        const mask = tf.tensor2d([[1, 0]], [1, 2], 'bool');
        const outputs = layer.applyAll(tf.ones([1, 2, 1]), { mask });
        expect(outputs.map((output) => maskOf(output) !== null)).toEqual([true, true, false, false]);
      });
      layer.dispose();
    });
  });

  it('names layers that do not go together', async () => {
    await startBackend('cpu');
    const layer = new GRU({ units: 1 });
    expect(() => new Bidirectional({ layer: new Dense({ units: 1 }), name: 'b' })).toThrow(
      'Bidirectional "b": expected `layer` to be a recurrent layer. Received: layer=Dense',
    );
    // @ts-expect-error: an unknown mode.
    expect(() => new Bidirectional({ layer, mergeMode: 'max', name: 'b' })).toThrow("mergeMode='max'");
    expect(() => new Bidirectional({ layer, backwardLayer: new GRU({ units: 1 }), name: 'b' })).toThrow(
      'goBackwards=true',
    );
    expect(() => new Bidirectional({ layer: new GRU({ units: 1, goBackwards: true }) })).toThrow('goBackwards=false');
    const backwardLayer = new GRU({ units: 1, goBackwards: true, returnSequences: true });
    expect(() => new Bidirectional({ layer, backwardLayer, name: 'b' })).toThrow(
      'Bidirectional "b": expected `layer` and `backwardLayer` to have the same returnSequences. Received: false and true',
    );
    const odd = new Bidirectional({ layer, name: 'odd' });
    tf.tidy(() => {
      const x = tf.ones([1, 2, 1]);
      expect(() => odd.apply(x, { initialState: [tf.ones([1, 1])] })).toThrow(
        'Bidirectional "odd": expected `initialState`',
      );
      expect(() => odd.apply(x, { initialState: [tf.ones([1, 2]), tf.ones([1, 2])] })).toThrow('of shape (1, 1)');
    });
    odd.dispose();
  });
});
