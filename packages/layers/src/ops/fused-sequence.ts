import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sequenceOrder } from './sequence-order.ts';
import type { Sequence, SequenceResult } from './step-sequence.ts';

/**
 * Kernels that run a whole sequence: x `[batch, steps, in]`, kernel, recurrentKernel, bias and the states h0 (and c0 of an
 * LSTM) give all outputs y, all cell states c of an LSTM, and values for the way back. The kernel of the same name with
 * `Grad` takes all of these and the gradients dy of y, dhLast and dcLast of the last states, each of which may be missing,
 * and returns the gradients of the inputs in the order above.
 */
export type SequenceKernel = 'SimpleRnnSequence' | 'GruSequence' | 'LstmSequence';

const outputNames: Readonly<Record<SequenceKernel, readonly string[]>> = {
  SimpleRnnSequence: ['y'],
  GruSequence: ['y', 'gates', 'recurrent'],
  LstmSequence: ['y', 'c', 'gates'],
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
  const { inputs, states, wanted } = sequence;
  const [batch = 0, steps = 0] = inputs.shape;
  const count = wanted.all ? steps : 1;
  const withCell = wanted.states && states.length > 1;
  const packed = packedSequence(name, sequence, { count, withCell });
  const stateAt = (step: number): Tensor => tf.squeeze(stepAt(packed, step), [1]);
  const last = wanted.all && !wanted.states ? null : stateAt(count - 1);
  const all = withCell ? tf.slice(packed, [0, 0, 0], [batch, count, -1]) : packed;
  return {
    output: wanted.all || last === null ? all : last,
    states: last === null ? [] : [last, ...(withCell ? [stateAt(count)] : [])],
  };
}

/**
 * The last `count` outputs, which are all or one, and the last cell state after them as if it were one more: a function with
 * a gradient of its own returns one tensor.
 */
function packedSequence(
  name: SequenceKernel,
  { inputs: x, kernel, recurrentKernel, bias, states: [h0, c0], wanted }: FusedSequence,
  { count, withCell }: { count: number; withCell: boolean },
): Tensor {
  const named = Object.entries({ x, kernel, recurrentKernel, bias, h0, c0 }).filter(
    (entry): entry is [string, Tensor] => entry[1] != null,
  );
  const names = named.map(([key]) => key);
  const steps = x.shape[1] ?? 1;
  const results = runOffTape(name, Object.fromEntries(named));
  const [y, c] = results as [Tensor, Tensor];
  const run = tf.customGrad((...args) => {
    const save = args.pop() as (tensors: Tensor[]) => void;
    save([...(args as Tensor[]), ...results]);
    const value = tf.concat([wanted.all ? y : stepAt(y, steps - 1), ...(withCell ? [stepAt(c, steps - 1)] : [])], 1);
    const gradFunc = (dValue: Tensor, saved: Tensor[]): Tensor[] => {
      const before = [...names, ...outputNames[name]].map((key, i) => [key, saved[i]] as [string, Tensor]);
      const dy = withCell ? tf.slice(dValue, [0, 0, 0], [-1, count, -1]) : dValue;
      const gradients = runKernel(`${name}Grad`, {
        ...Object.fromEntries(before),
        ...(wanted.all ? { dy } : { dhLast: tf.squeeze(dy, [1]) }),
        ...(withCell ? { dcLast: tf.squeeze(stepAt(dValue, count), [1]) } : {}),
      });
      // A bias that is not there has a gradient all the same.
      return bias === null ? gradients.toSpliced(3, 1) : gradients;
    };
    return { value, gradFunc };
  });
  return run(...named.map(([, tensor]) => tensor));
}

/** Runs a kernel that differentiation does not see. */
function runOffTape(name: string, inputs: Record<string, Tensor>): Tensor[] {
  const { kernelFunc } = tf.getKernel(name, tf.getBackend());
  const infos = [kernelFunc({ inputs, attrs: {}, backend: tf.backend() })].flat();
  return infos.map((info) => tf.engine().makeTensorFromTensorInfo(info));
}

/** `[batch, 1, units]` of `[batch, steps, units]`. */
function stepAt(sequence: Tensor, step: number): Tensor {
  return tf.slice(sequence, [0, step, 0], [-1, 1, -1]);
}
