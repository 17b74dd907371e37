import { runLayerTest } from '../testing/run-layer-test.ts';
import { ReversibleEmbedding } from './reversible-embedding.ts';

describe('ReversibleEmbedding', () => {
  runLayerTest(ReversibleEmbedding, {
    title: 'the way there',
    config: { inputDim: 3, outputDim: 2, maskZero: true },
    inputShape: [1, 2],
    inputDtype: 'int32',
    inputs: [[[0, 2]]],
    weights: [['embeddings', [3, 2]]],
    weightValues: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    output: [
      [
        [1, 2],
        [5, 6],
      ],
    ],
    outputMask: [[false, true]],
  });
  runLayerTest(ReversibleEmbedding, {
    title: 'the way back',
    config: { inputDim: 3, outputDim: 2 },
    inputShape: [1, 2],
    inputs: [[[1, 10]]],
    args: () => ({ reverse: true }),
    weights: [['embeddings', [3, 2]]],
    weightValues: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    output: [[21, 43, 65]],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(ReversibleEmbedding, {
    title: 'the way back with weights and bounds of its own',
    config: { inputDim: 3, outputDim: 2, tieWeights: false, logitSoftCap: 2 },
    inputShape: [1, 2, 2],
    args: () => ({ reverse: true }),
    weights: [
      ['embeddings', [3, 2]],
      ['reverse_embeddings', [2, 3]],
    ],
    outputShape: [1, 2, 3],
  });

  it('names a bad bound', () => {
    expect(() => new ReversibleEmbedding({ name: 'r', inputDim: 1, outputDim: 1, logitSoftCap: NaN })).toThrow(
      'ReversibleEmbedding "r": expected `logitSoftCap`',
    );
  });
});
