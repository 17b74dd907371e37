import * as tf from '@tensorflow/tfjs-core';
import { StateError } from './errors.ts';

/** Throws unless tfjs has a backend to compute on. */
export function requireBackend(): void {
  if (tf.engine().backendNames().length === 0)
    throw new StateError(`There is no backend to compute on. Choose one first: await setBackend('wasm')`);
}
