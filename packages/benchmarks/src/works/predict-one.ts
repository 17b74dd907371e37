import { cnnModel } from './cnn.ts';
import type { PredictionWork } from './work.ts';

/** One image through the convolutional network. */
export const predictOne: PredictionWork = {
  name: 'predict-one',
  kind: 'prediction',
  model: cnnModel,
  goals: [
    { peer: 'keras', atLeast: 100 },
    { peer: 'keras-function', atLeast: 1 },
  ],
};
