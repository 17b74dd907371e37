import { runLayerTest } from '../testing/run-layer-test.ts';
import { Embedding } from './embedding.ts';

describe('Embedding', () => {
  runLayerTest(Embedding, {
    config: { inputDim: 3, outputDim: 2, maskZero: true },
    inputShape: [2, 2],
    inputDtype: 'int32',
    inputs: [
      [
        [0, 2],
        [1, 1],
      ],
    ],
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
      [
        [3, 4],
        [3, 4],
      ],
    ],
    outputMask: [
      [false, true],
      [true, true],
    ],
    backends: ['cpu', 'wasm'],
  });
  runLayerTest(Embedding, {
    title: 'one index a sample, with a penalty',
    config: { inputDim: 4, outputDim: 3, embeddingsRegularizer: 'l2' },
    inputShape: [3],
    inputDtype: 'int32',
    weights: [['embeddings', [4, 3]]],
    outputShape: [3, 3],
  });

  it('names bad sizes', () => {
    expect(() => new Embedding({ name: 'e', inputDim: 0, outputDim: 1 })).toThrow('Embedding "e": expected `inputDim`');
  });
});
