import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Results of a fused relu, with the tape that they are on. */
const tapes = new WeakMap<Tensor, object>();

/** Gradients of such results that are zero already where the relu lets nothing through, with their sums per channel. */
const masked = new WeakMap<Tensor, Tensor>();

/** The tape that operations are recorded on right now, the same one for all of an outermost gradient computation. */
function currentTape(): object | null {
  const { state } = tf.engine();
  return tf.engine().isTapeOn() ? state.activeTape : null;
}

/** Notes that `y` came straight out of a fused relu. */
export function markRectified(y: Tensor): void {
  const tape = currentTape();
  if (tape !== null) tapes.set(y, tape);
}

/**
 * Whether `x` is that very result, and the gradient of what is computed from it now goes back through its relu. Not so
 * where gradients with respect to `x` itself are wanted: then `x` is made before the tape starts.
 */
export function isRectified(x: Tensor): boolean {
  const tape = currentTape();
  return tape !== null && tapes.get(x) === tape;
}

/** Whether gradients flow through all of the tape: those of a computation within another may end at any tensor. */
export function reachesRelu(): boolean {
  return tf.engine().state.gradientDepth === 0;
}

/** Notes that `gradient`, of a result of a relu, needs no masking, and what its sums over all axes but the last are. */
export function markMasked(gradient: Tensor, sums: Tensor): void {
  masked.set(gradient, sums);
}

/** The sums of a gradient that needs no masking; `undefined` for any other. */
export function maskedSums(gradient: Tensor): Tensor | undefined {
  return masked.get(gradient);
}
