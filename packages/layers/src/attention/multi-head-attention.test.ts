import * as tf from '@tensorflow/tfjs-core';
import { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, take } from '../testing/values.ts';
import { MultiHeadAttention, type MultiHeadAttentionConfig } from './multi-head-attention.ts';

const identity = [[[1]]];

/** A layer of one head of size 1 whose projections change nothing. */
function plain(config: Partial<MultiHeadAttentionConfig> = {}): MultiHeadAttention {
  const layer = new MultiHeadAttention({ numHeads: 1, keyDim: 1, useBias: false, ...config });
  const shape = [null, 3, 1];
  layer.ensureBuilt([shape, shape]);
  layer.setWeights([identity, identity, identity, identity]);
  return layer;
}

describe('MultiHeadAttention', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(MultiHeadAttention, {
    config: { numHeads: 1, keyDim: 4 },
    inputShape: [
      [1, 1, 1],
      [1, 2, 1],
    ],
    // The product of query and key, 2 ln 3, is divided by the root of keyDim.
    inputs: [[[[Math.log(3)]]], [[[1], [0]]]],
    weights: [
      ['kernel', [1, 1, 4]],
      ['bias', [1, 4]],
      ['kernel', [1, 1, 4]],
      ['bias', [1, 4]],
      ['kernel', [1, 1, 4]],
      ['bias', [1, 4]],
      ['kernel', [1, 4, 1]],
      ['bias', [1]],
    ],
    weightValues: [
      [[[2, 0, 0, 0]]],
      [[0, 0, 0, 0]],
      [[[1, 0, 0, 0]]],
      [[0, 0, 0, 0]],
      [[[0, 0, 4, 0]]],
      [[0, 0, 0, 0]],
      [[[0], [0], [1], [0]]],
      [10],
    ],
    output: [[[13]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(MultiHeadAttention, {
    config: {
      numHeads: 2,
      keyDim: 3,
      valueDim: 2,
      outputShape: 5,
      useGate: true,
      kernelRegularizer: 'l2',
      activityRegularizer: 'l1',
      slidingWindow: 2,
    },
    inputShape: [
      [2, 3, 4],
      [2, 3, 6],
      [2, 3, 3],
    ],
    weights: [
      ['kernel', [4, 2, 3]],
      ['bias', [2, 3]],
      ['kernel', [3, 2, 3]],
      ['bias', [2, 3]],
      ['kernel', [4, 2, 2]],
      ['bias', [2, 2]],
      ['kernel', [6, 2, 2]],
      ['bias', [2, 2]],
      ['kernel', [2, 2, 5]],
      ['bias', [5]],
    ],
    outputShape: [2, 3, 5],
    args: () => ({ useCausalMask: true }),
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(MultiHeadAttention, {
    title: 'two axes together',
    config: { numHeads: 2, keyDim: 2, useBias: false },
    inputShape: [
      [1, 2, 2, 3],
      [1, 2, 2, 3],
    ],
    weights: [
      ['kernel', [3, 2, 2]],
      ['kernel', [3, 2, 2]],
      ['kernel', [3, 2, 2]],
      ['kernel', [2, 2, 3]],
    ],
  });

  it('sees no key after the query, nor one outside the window', () => {
    const x = tf.tensor([[[1], [2], [4]]]);
    const scores = (layer: MultiHeadAttention, useCausalMask: boolean): tf.Tensor | undefined =>
      layer.applyAll([x, x], { useCausalMask, returnAttentionScores: true })[1];
    const seen = (weights: tf.Tensor | undefined): number[] =>
      weights ? take(weights).map((weight) => Number(weight > 0)) : [];
    expect(seen(scores(plain(), true))).toEqual([1, 0, 0, 1, 1, 0, 1, 1, 1]);
    expect(seen(scores(plain({ slidingWindow: 2 }), false))).toEqual([1, 1, 0, 1, 1, 1, 0, 1, 1]);
    expect(seen(scores(plain({ slidingWindow: 2 }), true))).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 1]);
    x.dispose();
  });

  it('gives the weights as a second output, also of a symbolic call', () => {
    const layer = new MultiHeadAttention({ numHeads: 2, keyDim: 3 });
    const inputs = [new SymbolicTensor([null, 3, 4]), new SymbolicTensor([null, 5, 4])];
    expect(layer.applyAll(inputs, { returnAttentionScores: true }).map(({ shape }) => shape)).toEqual([
      [null, 3, 4],
      [null, 2, 3, 5],
    ]);
  });

  it('takes a mask for each head', () => {
    const x = tf.tensor([[[1], [2], [4]]]);
    const only = tf.tensor([[[[1, 0, 0]]]], undefined, 'bool');
    const layer = plain();
    expectClose(layer.apply([x, x], { attentionMask: only }), [[[1], [1], [1]]]);
    tf.dispose([x, only]);
  });

  it('drops weights by its seed, anew in each step', () => {
    const x = tf.ones([1, 30, 1]);
    const run = (layer: MultiHeadAttention): number[] => take(layer.apply([x, x], { training: true }));
    const layer = plain({ dropout: 0.5, seed: 1 });
    const first = run(layer);
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(run(layer)).not.toEqual(first);
    expect(run(plain({ dropout: 0.5, seed: 1 }))).toEqual(first);
    x.dispose();
  });

  it('names bad arguments, inputs and masks', () => {
    const make = (config: object): MultiHeadAttention =>
      new MultiHeadAttention({ name: 'm', numHeads: 2, keyDim: 3, ...config });
    expect(() => make({ numHeads: 0 })).toThrow('MultiHeadAttention "m": expected `numHeads`');
    expect(() => make({ keyDim: 1.5 })).toThrow('`keyDim` to be a positive integer');
    expect(() => make({ valueDim: -1 })).toThrow('`valueDim`');
    expect(() => make({ outputShape: [2, 0] })).toThrow('`outputShape`');
    expect(() => make({ slidingWindow: 0 })).toThrow('`slidingWindow`');
    expect(() => make({ flashAttention: true })).toThrow('`flashAttention` to be null or false');
    expect(() => make({ dropout: 'x' })).toThrow('`dropout`');
    const x = tf.zeros([2, 4, 5]);
    const y = tf.zeros([2, 3, 5]);
    const grid = tf.zeros([2, 2, 2, 5]);
    const mask = tf.ones([2, 9], 'bool');
    expect(() => make({}).apply([x])).toThrow('MultiHeadAttention "m": expected a list of [query, value]');
    expect(() => make({}).apply([x, y, x])).toThrow('value and key to have the same sizes');
    expect(() => make({}).apply([x, grid])).toThrow('inputs of one rank');
    expect(() => make({ attentionAxes: 3 }).apply([grid, grid])).toThrow('`attentionAxes`');
    const layer = make({});
    expect(() => layer.apply([x, y], { valueMask: mask })).toThrow('expected `valueMask` to broadcast');
    expect(() => layer.apply([x, y], { attentionMask: mask })).toThrow('expected `attentionMask` to broadcast');
    const wide = make({});
    expect(() => wide.apply([grid, grid], { useCausalMask: true })).toThrow('`useCausalMask` to be left out');
    tf.dispose([x, y, grid, mask]);
    layer.dispose();
    wide.dispose();
  });
});
