import type { TrainingWork } from './work.ts';

/** A perceptron with a small hidden layer, on images of the size of MNIST's. */
export const mlp10: TrainingWork = {
  name: 'mlp-784-10-10',
  kind: 'training',
  model: {
    inputShape: [784],
    layers: [
      { type: 'Dense', config: { units: 10, activation: 'relu' } },
      { type: 'Dense', config: { units: 10, activation: 'softmax' } },
    ],
    loss: 'sparseCategoricalCrossentropy',
    classes: 10,
  },
  batch: 32,
  samples: 12800,
  goals: [{ peer: 'keras', atLeast: 2 }],
};
