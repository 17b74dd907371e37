import * as tf from '@tensorflow/tfjs-core';

/** Backends whose memory this thread can read without waiting. */
const synchronous = new Set(['cpu', 'wasm', 'node']);

/** True if reading a scalar costs no more than a memory access. */
export function readsAtOnce(): boolean {
  return synchronous.has(tf.getBackend());
}
