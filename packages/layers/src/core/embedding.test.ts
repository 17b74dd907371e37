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

  runLayerTest(Embedding, {
    title: 'given vectors',
    config: { inputDim: 2, outputDim: 2, weights: [[1, 2], [3, 4]] }, // prettier-ignore
    inputShape: [3],
    inputDtype: 'int32',
    inputs: [[1, 0, 1]],
    weights: [['embeddings', [2, 2]]],
    weightValues: [[[1, 2], [3, 4]]], // prettier-ignore
    output: [[3, 4], [1, 2], [3, 4]], // prettier-ignore
  });

  it('begins with given vectors, of the right shape', () => {
    const layer = new Embedding({ inputDim: 2, outputDim: 1, weights: [[5], [6]] });
    layer.ensureBuilt([null]);
    expect(layer.embeddings?.value.dataSync()).toEqual(Float32Array.of(5, 6));
    layer.dispose();
    const wrong = new Embedding({ name: 'e', inputDim: 2, outputDim: 1, weights: [[5]] });
    expect(() => wrong.ensureBuilt([null])).toThrow(
      'Embedding "e": expected weight "e/embeddings" to have shape [2, 1]',
    );
    wrong.dispose();
  });

  it('names bad sizes', () => {
    expect(() => new Embedding({ name: 'e', inputDim: 0, outputDim: 1 })).toThrow('Embedding "e": expected `inputDim`');
  });
});
