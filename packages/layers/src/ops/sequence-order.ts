import { runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Brings the steps that a mask lets count to the front of their rows, and what was computed from them back. */
export interface SequenceOrder {
  /** `[batch, steps, …]` with the steps that count first; what follows them in a row is of no account. */
  gather(sequence: Tensor): Tensor;
  /** From `[batch, 1 + steps, …]`, the initial state and what came of the steps in that order: for each step, the latest that counts. */
  spread(results: Tensor): Tensor;
  /** From the same, `[batch, …]` after the last step. */
  last(results: Tensor): Tensor;
}

/** The order for a bool mask `[batch, steps]`, by a kernel of wasm: a mask whose values JavaScript read could not be recorded. */
export function sequenceOrder(mask: Tensor): SequenceOrder {
  const [batch = 0, steps = 0] = mask.shape;
  const [from, latest, ends] = runKernel('SequenceOrder', { mask }) as [Tensor, Tensor, Tensor];
  return {
    gather: (sequence) => take(sequence, from, [batch, steps]),
    spread: (results) => take(results, latest, [batch, steps]),
    last: (results) => take(results, ends, [batch]),
  };
}

/** Rows of `[a, b, …]`, counted over both axes. */
function take(x: Tensor, rows: Tensor, shape: readonly number[]): Tensor {
  const rest = x.shape.slice(2);
  const flat = tf.reshape(x, [-1, ...rest]);
  return tf.reshape(tf.gather(flat, rows as tf.Tensor1D), [...shape, ...rest]);
}
