import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose } from '../testing/values.ts';
import { GroupQueryAttention } from './group-query-attention.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';

describe('GroupQueryAttention', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(GroupQueryAttention, {
    config: { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, useGate: true },
    inputShape: [
      [2, 3, 4],
      [2, 5, 3],
    ],
    weights: [
      ['kernel', [4, 4, 2]],
      ['bias', [4, 2]],
      ['kernel', [3, 2, 2]],
      ['bias', [2, 2]],
      ['kernel', [4, 4, 2]],
      ['bias', [4, 2]],
      ['kernel', [3, 2, 2]],
      ['bias', [2, 2]],
      ['kernel', [4, 2, 4]],
      ['bias', [4]],
    ],
    outputShape: [2, 3, 4],
    backends: ['cpu', 'wasm'],
  });

  it('is MultiHeadAttention with each head of keys and values repeated', () => {
    const layer = new GroupQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, useBias: false });
    const whole = new MultiHeadAttention({ keyDim: 2, numHeads: 4, useBias: false });
    const x = tf.randomNormal([2, 3, 4], 0, 1, 'float32', 1);
    const mask = tf.tensor([[[1, 1, 0]]], undefined, 'bool');
    const heads = tf.tensor(
      [1, 0, 1, 1].map((seen) => [[1, 1, seen]]),
      undefined,
      'bool',
    );
    tf.tidy(() => {
      layer.ensureBuilt([x.shape, x.shape]);
      const repeat = (kernel: tf.Tensor): tf.Tensor =>
        tf.reshape(tf.tile(tf.expandDims(kernel, 2), [1, 1, 2, 1]), [4, 4, 2]);
      const [query, key, value, output] = layer.getWeights() as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      whole.ensureBuilt([x.shape, x.shape]);
      whole.setWeights([query, repeat(key), repeat(value), output]);
      for (const attentionMask of [null, mask, tf.expandDims(heads, 0)]) {
        const args = { attentionMask, returnAttentionScores: true };
        const expected = whole.applyAll([x, x], args);
        layer.applyAll([x, x], args).forEach((y, i) => expectClose(y, expected[i] ?? 0));
      }
    });
    tf.dispose([x, mask, heads]);
    layer.dispose();
    whole.dispose();
  });

  it('names bad arguments and inputs', () => {
    const make = (config: object): GroupQueryAttention =>
      new GroupQueryAttention({ name: 'g', headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, ...config });
    expect(() => make({ headDim: 0 })).toThrow('GroupQueryAttention "g": expected `headDim`');
    expect(() => make({ numQueryHeads: 3 })).toThrow(
      'expected `numQueryHeads` to be a multiple of numKeyValueHeads=2. Received: numQueryHeads=3',
    );
    const grid = tf.zeros([1, 2, 2, 3]);
    expect(() => make({}).apply([grid, grid])).toThrow('GroupQueryAttention "g"');
    grid.dispose();
  });
});
