import type { TrainingWork } from './work.ts';

/** A perceptron with one hidden layer, on images of the size of MNIST's. */
export const mlp128: TrainingWork = {
  name: 'mlp-784-128-10',
  kind: 'training',
  model: {
    inputShape: [784],
    layers: [
      { type: 'Dense', config: { units: 128, activation: 'relu' } },
      { type: 'Dense', config: { units: 10, activation: 'softmax' } },
    ],
    loss: 'sparseCategoricalCrossentropy',
    classes: 10,
  },
  batch: 64,
  samples: 12800,
  goals: [{ peer: 'keras', atLeast: 1.5 }],
};
