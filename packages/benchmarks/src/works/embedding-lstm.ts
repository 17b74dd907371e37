import type { TrainingWork } from './work.ts';

/** Texts of 80 words, of which it learns whether they are kind. */
export const embeddingLstm: TrainingWork = {
  name: 'embedding-lstm',
  kind: 'training',
  model: {
    inputShape: [80],
    vocabulary: 5000,
    layers: [
      { type: 'Embedding', config: { inputDim: 5000, outputDim: 64 } },
      { type: 'LSTM', config: { units: 64 } },
      { type: 'Dense', config: { units: 1, activation: 'sigmoid' } },
    ],
    loss: 'binaryCrossentropy',
    classes: 2,
  },
  batch: 64,
  samples: 6400,
  goals: [{ peer: 'keras', atLeast: 1 }],
};
