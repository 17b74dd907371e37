import { DataError } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../testing/backends.ts';
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

  describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
    beforeAll(() => startBackend(backend));

    it.each([3, -1])('names an index out of range: %s', (wrong) => {
      const before = tf.memory().numTensors;
      const layer = new Embedding({ name: 'e', inputDim: 3, outputDim: 2 });
      const indices = tf.tensor2d([[0, 2, wrong, 1]], [1, 4], 'int32');
      const call = (): unknown => layer.apply(indices);
      expect(call).toThrow(DataError);
      expect(call).toThrow(`Embedding "e": expected indices from 0 to 2, as inputDim=3. Received: ${wrong}`);
      indices.dispose();
      layer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  it('names bad sizes', () => {
    expect(() => new Embedding({ name: 'e', inputDim: 0, outputDim: 1 })).toThrow('Embedding "e": expected `inputDim`');
  });
});
