import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

export type BackendName = 'cpu' | 'wasm';

/** Makes `name` the current backend; wasm, loaded where it is wanted, with the training kernels. */
export async function startBackend(name: BackendName): Promise<void> {
  // Keeps the cpu backend from advertising a native one.
  tf.env().set('IS_TEST', true);
  if (name === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
    const { registerTrainingKernels } = await import('@argali/wasm');
    await registerTrainingKernels();
  }
  await tf.setBackend(name);
  await tf.ready();
}
