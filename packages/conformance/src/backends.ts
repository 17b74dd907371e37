import * as tf from '@tensorflow/tfjs-core';
import { setBackend } from 'argali';

export const backends = ['cpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

/** Makes `backend` the current one, as an app does. */
export async function useBackend(backend: Backend): Promise<void> {
  if (tf.engine().backendName !== backend) await setBackend(backend);
}
