import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';
import { sequenceOrder } from './sequence-order.ts';
import type { Sequence, SequenceResult } from './step-sequence.ts';

/**
 * Kernels that run a whole sequence: x `[batch, steps, in]`, kernel, recurrentKernel, bias and the states h0 (and c0 of an
 * LSTM) give all outputs or the last, the last cell state of an LSTM, and what the way back needs. The kernel of the same name
 * with `Grad` takes these and the gradients dOutput and dcLast, and returns the gradient of the sums before the gates and
 * those of the inputs after x in the order above; `SequenceInputGrad` makes that of x out of the first.
 */
export type SequenceKernel = 'SimpleRnnSequence' | 'GruSequence' | 'LstmSequence';

/** Names of the kernels' results, the outputs first. */
const resultNames: Readonly<Record<SequenceKernel, readonly string[]>> = {
  SimpleRnnSequence: ['output', 'rows'],
  GruSequence: ['output', 'rows', 'gates', 'recurrent'],
  LstmSequence: ['output', 'cLast', 'rows', 'cells', 'gates'],
};

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
  const order = mask === null ? null : sequenceOrder(mask);
  if (order === null) return wholeSequence(name, sequence);
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
  const given = Object.entries({ x, kernel, recurrentKernel, bias, h0, c0 }).filter(
    (entry): entry is [string, Tensor] => entry[1] != null,
  );
  const results = runOffTape(name, Object.fromEntries(given), { all: wanted.all });
  const outputs = outputsOnTape(results, given, {
    name,
    all: wanted.all,
    count: states.length > 1 && wanted.states ? 2 : 1,
  });
  const [output, cLast] = outputs as [Tensor, Tensor?];
  if (!wanted.states) return { output, states: wanted.all ? [] : [output] };
  const last = wanted.all ? tf.squeeze(tf.slice(output, [0, (x.shape[1] ?? 1) - 1, 0], [-1, 1, -1]), [1]) : output;
  return { output, states: [last, ...(cLast ? [cLast] : [])] };
}

/** Runs a kernel that differentiation does not see. */
function runOffTape(name: string, inputs: Record<string, Tensor>, attrs: tf.NamedAttrMap): Tensor[] {
  const { kernelFunc } = tf.getKernel(name, tf.getBackend());
  const infos = [kernelFunc({ inputs, attrs, backend: tf.backend() })].flat();
  return infos.map((info) => tf.engine().makeTensorFromTensorInfo(info));
}

interface OutputAttributes {
  name: SequenceKernel;
  all: boolean;
  /** How many of the results come out. */
  count: number;
}

/**
 * The outputs as what differentiation sees, which is them alone: it would make zeros for the gradients of all that the way
 * back needs.
 */
function outputsOnTape(results: Tensor[], given: [string, Tensor][], attributes: OutputAttributes): Tensor[] {
  useGradient(sequenceGradient);
  const inputs = [...results, ...given.map(([, tensor]) => tensor)];
  const keys = [...resultNames[attributes.name], ...given.map(([key]) => key)];
  return runKernel('SequenceOutput', inputs as unknown as tf.NamedTensorMap, { ...attributes, keys });
}

const sequenceGradient: GradConfig = {
  kernelName: 'SequenceOutput',
  saveAllInputs: true,
  gradFunc: (dys, saved, attributes) => {
    const { name, all, keys } = attributes as unknown as OutputAttributes & { keys: string[] };
    const [dOutput, dcLast] = [dys].flat() as [Tensor, Tensor?];
    const known = Object.fromEntries(keys.map((key, i) => [key, saved[i]])) as tf.NamedTensorMap;
    const arriving = { dOutput, ...(dcLast && { dcLast }) };
    const [dSums, dKernel, dRecurrentKernel, dBias, dh0, dc0] = runKernel(
      `${name}Grad`,
      { ...known, ...arriving },
      { all },
    ) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const gradients: Record<string, () => Tensor> = {
      x: () => runKernel('SequenceInputGrad', { dSums, kernel: known['kernel'] as Tensor })[0] as Tensor,
      kernel: () => dKernel,
      recurrentKernel: () => dRecurrentKernel,
      bias: () => dBias,
      h0: () => dh0,
      c0: () => dc0,
    };
    const byPlace = keys.map((key, i) => [i, gradients[key]] as const).filter(([, gradient]) => gradient !== undefined);
    return Object.fromEntries(byPlace) as Record<string, () => Tensor>;
  },
};
