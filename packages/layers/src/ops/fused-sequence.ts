import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sequenceOrder } from './sequence-order.ts';
import type { Sequence, SequenceResult } from './step-sequence.ts';
import { runWithMemory, type MemoryKernel } from './with-memory.ts';

/**
 * Kernels that run a whole sequence: x `[batch, steps, in]`, kernel, recurrentKernel, bias and the states h0 (and c0 of an
 * LSTM) give all outputs or the last, the last cell state of an LSTM, and what the way back needs. The kernel of the same name
 * with `Grad` takes these and the gradients dOutput and dcLast, and returns the gradient of the sums before the gates and
 * those of the inputs after x in the order above; `SequenceInputGrad` makes that of x out of the first.
 */
export type SequenceKernel = 'SimpleRnnSequence' | 'GruSequence' | 'LstmSequence';

/** What is wanted of a sequence. */
export interface Wanted {
  /** All outputs, or the last alone. */
  all: boolean;
  /** The last states too. */
  states: boolean;
}

/** Whether the current backend runs this kernel for what is wanted. */
export function canFuse(name: SequenceKernel, { mask, states, wanted }: Sequence & { wanted: Wanted }): boolean {
  // Rows that end early would need the cell state of the step they end at, whose gradient the kernels do not take.
  return hasKernel(name) && (mask === null || states.length === 1 || !wanted.states);
}

export interface FusedSequence extends Sequence {
  kernel: Tensor;
  recurrentKernel: Tensor;
  bias: Tensor | null;
  wanted: Wanted;
}

/** A whole sequence as one kernel, with one for its gradient. */
export function fusedSequence(name: SequenceKernel, sequence: FusedSequence): SequenceResult {
  const { mask, inputs, states, wanted } = sequence;
  if (mask === null) return wholeSequence(name, sequence);
  const order = sequenceOrder(mask);
  const { output: y } = wholeSequence(name, {
    ...sequence,
    inputs: order.gather(inputs),
    wanted: { all: true, states: false },
  });
  const before = states[0] ?? tf.zerosLike(y);
  const withInitial = tf.concat([tf.expandDims(before, 1), y], 1);
  const last = wanted.all && !wanted.states ? null : order.last(withInitial);
  return {
    output: wanted.all || last === null ? order.spread(withInitial) : last,
    states: last === null ? [] : [last],
  };
}

/** {@link fusedSequence} without a mask. */
function wholeSequence(name: SequenceKernel, sequence: FusedSequence): SequenceResult {
  const { inputs: x, kernel, recurrentKernel, bias, states, wanted } = sequence;
  const [h0, c0] = states;
  const inputs = { x, kernel, recurrentKernel, ...(bias && { bias }), ...(h0 && { h0 }), ...(c0 && { c0 }) };
  const count = c0 !== undefined && wanted.states ? 2 : 1;
  const outputs = runWithMemory(kernels[name], inputs, { count, attributes: { all: wanted.all } });
  const [output, cLast] = outputs as [Tensor, Tensor?];
  if (!wanted.states) return { output, states: wanted.all ? [] : [output] };
  const last = wanted.all ? tf.squeeze(tf.slice(output, [0, (x.shape[1] ?? 1) - 1, 0], [-1, 1, -1]), [1]) : output;
  return { output, states: [last, ...(cLast ? [cLast] : [])] };
}

const kernels: Readonly<Record<SequenceKernel, MemoryKernel>> = {
  SimpleRnnSequence: sequenceKernel('SimpleRnnSequence', ['output', 'rows']),
  GruSequence: sequenceKernel('GruSequence', ['output', 'rows', 'gates', 'recurrent']),
  LstmSequence: sequenceKernel('LstmSequence', ['output', 'cLast', 'rows', 'cells', 'gates']),
};

function sequenceKernel(name: SequenceKernel, results: readonly string[]): MemoryKernel {
  return {
    name,
    results,
    gradient: (known, [dOutput, dcLast], attributes) => {
      const inputs = { ...known, ...(dOutput && { dOutput }), ...(dcLast && { dcLast }) };
      const [dSums, ...gradients] = runKernel(`${name}Grad`, inputs, attributes) as [Tensor, ...Tensor[]];
      const names = ['kernel', 'recurrentKernel', 'bias', 'h0', 'c0'];
      const ofWeights = names.map((key, i) => [key, () => gradients[i]] as [string, () => Tensor]);
      const x = (): Tensor => runKernel('SequenceInputGrad', { dSums, kernel: known['kernel'] as Tensor })[0] as Tensor;
      return { x, ...Object.fromEntries(ofWeights.filter(([key]) => key in known)) };
    },
  };
}
