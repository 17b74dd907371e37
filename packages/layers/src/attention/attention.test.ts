import * as tf from '@tensorflow/tfjs-core';
import { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { startBackend } from '../testing/backends.ts';
import { runLayerTest } from '../testing/run-layer-test.ts';
import { expectClose, take } from '../testing/values.ts';
import { Attention } from './attention.ts';

// With a score of ln 3 for one key and 0 for the other, a softmax gives 3/4 and 1/4.
const ln3 = Math.log(3);
const query = [[[ln3, 0]]];
const value = [
  [
    [1, 0],
    [0, 1],
  ],
];

describe('Attention', () => {
  beforeAll(() => startBackend('cpu'));

  runLayerTest(Attention, {
    config: {},
    inputShape: [
      [1, 1, 2],
      [1, 2, 2],
    ],
    inputs: [query, value],
    output: [[[0.75, 0.25]]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Attention, {
    title: 'values that do not count, queries that do not count',
    config: {},
    inputShape: [
      [1, 2, 2],
      [1, 2, 2],
    ],
    masks: [[[true, false]], [[false, true]]],
    inputs: [
      [
        [
          [ln3, 0],
          [1, 1],
        ],
      ],
      value,
    ],
    output: [
      [
        [0, 1],
        [0, 0],
      ],
    ],
    outputMask: [[true, false]],
  });
  runLayerTest(Attention, {
    config: { scoreMode: 'concat', useScale: true },
    inputShape: [
      [2, 3, 2],
      [2, 4, 5],
      [2, 4, 2],
    ],
    weights: [
      ['scale', []],
      ['concat_score_weight', []],
    ],
    outputShape: [2, 3, 5],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Attention, {
    title: 'a causal mask',
    config: {},
    inputShape: [
      [2, 3, 2],
      [2, 3, 2],
    ],
    args: () => ({ useCausalMask: true }),
  });
  runLayerTest(Attention, {
    config: { dropout: 0.5, seed: 3 },
    inputShape: [
      [2, 3, 2],
      [2, 4, 2],
    ],
    args: () => ({ training: true }),
    random: true,
  });

  it('gives the scores as a second output', () => {
    const inputs = [tf.tensor(query), tf.tensor(value)];
    const [output, scores] = new Attention().applyAll(inputs, { returnAttentionScores: true });
    expect(output && take(output)).toHaveLength(2);
    if (scores) expectClose(scores, [[[0.75, 0.25]]]);
    const symbolic = [new SymbolicTensor([null, 3, 4]), new SymbolicTensor([null, 5, 4])];
    const shapes = new Attention().applyAll(symbolic, { returnAttentionScores: true }).map(({ shape }) => shape);
    expect(shapes).toEqual([
      [null, 3, 4],
      [null, 3, 5],
    ]);
    tf.dispose([inputs, scores ?? []]);
  });

  it('drops weights by its seed, anew in each step', () => {
    const inputs = [tf.ones([1, 4, 2]), tf.ones([1, 50, 2])];
    const run = (layer: Attention): number[] => take(layer.apply(inputs, { training: true }));
    const layer = new Attention({ dropout: 0.5, seed: 1 });
    const first = run(layer);
    expect(first).not.toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(run(layer)).not.toEqual(first);
    expect(run(new Attention({ dropout: 0.5, seed: 1 }))).toEqual(first);
    expectClose(layer.apply(inputs), tf.ones([1, 4, 2]));
    tf.dispose(inputs);
  });

  it('names bad arguments, inputs and masks', () => {
    expect(() => new Attention({ name: 'a', dropout: 2 })).toThrow('Attention "a": expected `dropout`');
    // @ts-expect-error: an unknown mode.
    expect(() => new Attention({ name: 'a', scoreMode: 'sum' })).toThrow("one of 'dot', 'concat'");
    const layer = new Attention({ name: 'a' });
    const inputs = [tf.zeros([2, 3, 4]), tf.zeros([2, 5, 4]), tf.zeros([2, 6, 4]), tf.zeros([2, 5, 3])];
    const apply = (indices: number[], mask?: tf.Tensor[]): unknown =>
      layer.apply(
        indices.flatMap((i) => inputs[i] ?? []),
        mask ? { mask } : {},
      );
    expect(() => apply([0])).toThrow('Attention "a": expected a list of [query, value] or [query, value, key]');
    expect(() => apply([0, 1, 2])).toThrow('value and key to have the same number of places');
    expect(() => apply([0, 3])).toThrow('query and key to have the same size along their last axis');
    const mask = tf.ones([2, 4], 'bool');
    expect(() => apply([0, 1], [tf.ones([2, 3], 'bool'), mask])).toThrow('the mask of the value to broadcast over');
    tf.dispose([inputs, mask]);
  });
});
