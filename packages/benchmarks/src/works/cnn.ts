import type { ModelSpec, TrainingWork } from './work.ts';

export const cnnModel: ModelSpec = {
  inputShape: [28, 28, 1],
  layers: [
    { type: 'Conv2D', config: { filters: 32, kernelSize: 3, activation: 'relu' } },
    { type: 'MaxPooling2D', config: { poolSize: 2 } },
    { type: 'Conv2D', config: { filters: 64, kernelSize: 3, activation: 'relu' } },
    { type: 'MaxPooling2D', config: { poolSize: 2 } },
    { type: 'Conv2D', config: { filters: 64, kernelSize: 3, activation: 'relu' } },
    { type: 'Flatten', config: {} },
    { type: 'Dense', config: { units: 64, activation: 'relu' } },
    { type: 'Dense', config: { units: 10, activation: 'softmax' } },
  ],
  loss: 'sparseCategoricalCrossentropy',
  classes: 10,
};

/** A convolutional network on images of the size of MNIST's. */
export const cnn: TrainingWork = {
  name: 'cnn',
  kind: 'training',
  model: cnnModel,
  batch: 64,
  samples: 12800,
  goals: [
    { peer: 'pytorch-1', atLeast: 1 },
    { peer: 'keras-1', atLeast: 0.75 },
    { peer: 'tfjs-cpu', atLeast: 1000 },
  ],
};
