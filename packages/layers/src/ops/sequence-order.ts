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

/** The order for a mask `[batch, steps]`, which is read at once; `null` if all steps count. */
export function sequenceOrder(mask: Tensor): SequenceOrder | null {
  const [batch = 0, steps = 0] = mask.shape;
  const counts = mask.dataSync();
  if (counts.every(Boolean)) return null;
  const from = Int32Array.from(counts, (_, i) => i);
  const latest = new Int32Array(counts.length);
  const ends = new Int32Array(batch);
  let padded = true;
  for (let row = 0; row < batch; row++) {
    let end = 0;
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (counts[at]) {
        padded &&= end === step;
        from[row * steps + end++] = at;
      }
      latest[at] = row * (steps + 1) + end;
    }
    ends[row] = row * (steps + 1) + end;
  }
  return {
    gather: (sequence) => (padded ? sequence : take(sequence, from, [batch, steps])),
    spread: (results) => take(results, latest, [batch, steps]),
    last: (results) => take(results, ends, [batch]),
  };
}

/** Rows of `[a, b, …]`, counted over both axes. */
function take(x: Tensor, rows: Int32Array, shape: readonly number[]): Tensor {
  const rest = x.shape.slice(2);
  const flat = tf.reshape(x, [-1, ...rest]);
  return tf.reshape(tf.gather(flat, tf.tensor1d(rows, 'int32')), [...shape, ...rest]);
}
