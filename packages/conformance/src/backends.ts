import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { registerGradients } from '@argali/core';
import { registerTrainingKernels } from '@argali/wasm';
import * as tf from '@tensorflow/tfjs-core';

export const backends = ['cpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

/** Makes `backend` the current one, with all it needs to train. */
export async function useBackend(backend: Backend): Promise<void> {
  if (backend === 'wasm') await registerTrainingKernels();
  await tf.setBackend(backend);
  await tf.ready();
  registerGradients();
}
