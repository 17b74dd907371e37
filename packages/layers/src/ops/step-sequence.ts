import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export interface Sequence {
  /** `[batch, steps, …]`, at least one step. */
  inputs: Tensor;
  /** Which steps count: bool, `[batch, steps]`. */
  mask: Tensor | null;
  /** The states before the first step, each `[batch, …]`. */
  states: readonly Tensor[];
}

/** One step: from the input and the states before it, the output and the states after it. */
export type Step = (input: Tensor, states: readonly Tensor[]) => readonly Tensor[];

export interface SequenceResult {
  /** The last output, `[batch, …]`, or all of them, `[batch, steps, …]`. */
  output: Tensor;
  /** The states after the last step. */
  states: readonly Tensor[];
}

/**
 * Takes `step` over a sequence. Where the mask is false, states stay as they are and the output is the one before; before
 * the first output that is the state it would become, or zeros where the output is not a state.
 */
export function stepSequence(
  { inputs, mask, states: initial }: Sequence,
  step: Step,
  { all }: { all: boolean },
): SequenceResult {
  const masks = mask === null ? null : tf.unstack(mask, 1);
  const outputs: Tensor[] = [];
  let states = initial;
  tf.unstack(inputs, 1).forEach((input, t) => {
    const [output, ...next] = step(input, states) as [Tensor, ...Tensor[]];
    const counts = masks?.[t];
    if (counts === undefined) {
      outputs.push(output);
      states = next;
      return;
    }
    const kept = next.map((state, i) => choose(counts, state, states[i] ?? state));
    const previous = outputs.at(-1) ?? tf.zerosLike(output);
    outputs.push(kept[next.indexOf(output)] ?? choose(counts, output, previous));
    states = kept;
  });
  const output = all ? tf.stack(outputs, 1) : outputs.at(-1);
  if (output === undefined) throw new RangeError('A sequence has at least one step');
  return { output, states };
}

/** Rows of `a` where the condition `[batch]` holds, else of `b`. */
function choose(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return tf.where(tf.reshape(condition, [-1, ...a.shape.slice(1).map(() => 1)]), a, b);
}
