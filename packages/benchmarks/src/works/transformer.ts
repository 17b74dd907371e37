import type { TrainingWork } from './work.ts';

/** One transformer block: attention and two dense layers, each with its shortcut and normalization. */
export const transformer: TrainingWork = {
  name: 'transformer',
  kind: 'training',
  model: {
    inputShape: [64, 64],
    layers: [
      { type: 'MultiHeadAttention', config: { numHeads: 4, keyDim: 16 }, name: 'attention', from: ['input', 'input'] },
      { type: 'Add', config: {}, from: ['input', 'attention'] },
      { type: 'LayerNormalization', config: {}, name: 'attended' },
      { type: 'Dense', config: { units: 256, activation: 'relu' } },
      { type: 'Dense', config: { units: 64 }, name: 'dense' },
      { type: 'Add', config: {}, from: ['attended', 'dense'] },
      { type: 'LayerNormalization', config: {} },
      { type: 'GlobalAveragePooling1D', config: {} },
      { type: 'Dense', config: { units: 10, activation: 'softmax' } },
    ],
    loss: 'sparseCategoricalCrossentropy',
    classes: 10,
  },
  batch: 32,
  samples: 3200,
  goals: [{ peer: 'keras', atLeast: 1 }],
};
