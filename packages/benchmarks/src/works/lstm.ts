import type { TrainingWork } from './work.ts';

/** Images of the size of MNIST's, read row by row. */
export const lstm: TrainingWork = {
  name: 'lstm',
  kind: 'training',
  model: {
    inputShape: [28, 28],
    layers: [
      { type: 'LSTM', config: { units: 64 } },
      { type: 'Dense', config: { units: 10, activation: 'softmax' } },
    ],
    loss: 'sparseCategoricalCrossentropy',
    classes: 10,
  },
  batch: 64,
  samples: 12800,
  goals: [{ peer: 'keras', atLeast: 1 }],
};
