import { cnnModel } from './cnn.ts';
import type { StartWork } from './work.ts';

/** What a user waits for before anything is learnt: the runtime, the imports, the model, the first batch. */
export const importToFirstStep: StartWork = {
  name: 'import-to-first-step',
  kind: 'start',
  model: cnnModel,
  batch: 64,
  samples: 64,
  goals: [{ peer: 'keras', atLeast: 5 }],
};
