import * as tf from '@tensorflow/tfjs-core';

/** How many kernels tfjs dispatches while `f` runs. */
export async function dispatches(f: () => Promise<unknown>): Promise<number> {
  const spy = jest.spyOn(tf.engine(), 'runKernel');
  try {
    await f();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}
