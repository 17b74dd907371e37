import type { TrainingWork } from './work.ts';

/** The smallest network there is: what it takes is the time around the arithmetic. An epoch is one step. */
export const xor: TrainingWork = {
  name: 'xor',
  kind: 'training',
  model: {
    inputShape: [2],
    layers: [
      { type: 'Dense', config: { units: 8, activation: 'tanh' } },
      { type: 'Dense', config: { units: 1, activation: 'sigmoid' } },
    ],
    loss: 'binaryCrossentropy',
    classes: 2,
  },
  batch: 4,
  samples: 4,
  goals: [
    { peer: 'keras', atLeast: 250 },
    { peer: 'tfjs-wasm', atLeast: 8 },
  ],
};
