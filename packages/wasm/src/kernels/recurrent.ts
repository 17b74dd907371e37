import type { TensorInfo } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { biasShape, describe, sizesOf, type Cell, type Layer } from '../recurrence.ts';

/*
 * Recurrent layers over a whole sequence in one kernel. x [batch, steps, inputs], kernel [inputs, gates · units],
 * recurrentKernel [units, gates · units], initial states [batch, units]. With `all` they give and take all outputs
 * [batch, steps, units], otherwise the last [batch, units].
 */

/** What the way back needs besides the weights, as the way there leaves it. */
interface Memory {
  /** x of each step beside h before it, and one row more for the last h: [steps + 1, batch, inputs + units]. */
  rows: TensorInfo;
  /** An LSTM's cell states: [steps + 1, batch, units]. */
  cells?: TensorInfo;
  /** The gates' values: [steps, batch, gates · units]. */
  gates?: TensorInfo;
  /** A GRU's h · recurrentKernel + bias, shaped like the gates. */
  recurrent?: TensorInfo;
}

const names: Readonly<Record<Cell, string>> = {
  simpleRnn: 'SimpleRnnSequence',
  lstm: 'LstmSequence',
  gru: 'GruSequence',
};

/** [output, rows]; of an LSTM [output, cLast, rows, cells, gates], of a GRU [output, rows, gates, recurrent]. */
const forward =
  (cell: Cell): Kernel<Layer, { all?: boolean }> =>
  ({ inputs, attrs: { all = true }, heap }) => {
    if (!areFloats(...Object.values(inputs as unknown as Record<string, TensorInfo>))) return undefined;
    const sizes = sizesOf(names[cell], cell, inputs);
    const { batch, steps, units, width } = sizes;
    const wide = [steps, batch, width];
    const results = {
      output: heap.output(all ? [batch, steps, units] : [batch, units]),
      ...(cell === 'lstm' && { cLast: heap.output([batch, units]) }),
      rows: heap.output([steps + 1, batch, sizes.inputs + units]),
      ...(cell === 'lstm' && { cells: heap.output([steps + 1, batch, units]) }),
      ...(cell !== 'simpleRnn' && { gates: heap.output(wide) }),
      ...(cell === 'gru' && { recurrent: heap.output(wide) }),
    };
    heap.kernels[`${cell}Forward`](describe(heap, sizes, { ...inputs, ...results, all }));
    return Object.values(results);
  };

interface GradientInputs extends Memory {
  kernel: TensorInfo;
  recurrentKernel: TensorInfo;
  dOutput?: TensorInfo;
  dcLast?: TensorInfo;
}

/** [dSums, dKernel, dRecurrentKernel, dBias, dh0], and dc0 of an LSTM; dSums [steps, batch, gates · units] is for `SequenceInputGrad`. */
const backward =
  (cell: Cell): Kernel<GradientInputs, { all?: boolean }> =>
  ({ inputs, attrs: { all = true }, heap }) => {
    if (!areFloats(...Object.values(inputs as unknown as Record<string, TensorInfo>))) return undefined;
    const { rows, kernel, recurrentKernel } = inputs;
    const [stepsAndOne = 1, batch = 0] = rows.shape;
    const [size = 0, width = 0] = kernel.shape;
    const [units = 0] = recurrentKernel.shape;
    const sizes = { batch, steps: stepsAndOne - 1, inputs: size, units, width };
    const wide = [sizes.steps, batch, width];
    const results = {
      dSums: heap.output(wide),
      dKernel: heap.output(kernel.shape),
      dRecurrentKernel: heap.output(recurrentKernel.shape),
      dBias: heap.output(biasShape(cell, sizes)),
      dh0: heap.output([batch, units]),
      ...(cell === 'lstm' && { dc0: heap.output([batch, units]) }),
    };
    // Where the sums of input and state are apart, so are their gradients.
    const dRecurrent = cell === 'gru' ? heap.output(wide) : undefined;
    heap.kernels[`${cell}Backward`](describe(heap, sizes, { ...inputs, ...results, dRecurrent, all }));
    if (dRecurrent) heap.release(dRecurrent);
    return Object.values(results);
  };

/** dx [batch, steps, inputs] of any of these layers. */
const inputGradient: Kernel<{ dSums: TensorInfo; kernel: TensorInfo }> = ({ inputs: { dSums, kernel }, heap }) => {
  if (!areFloats(dSums, kernel)) return undefined;
  const [steps = 0, batch = 0, width = 0] = dSums.shape;
  const [inputs = 0] = kernel.shape;
  const dx = heap.output([batch, steps, inputs]);
  heap.kernels.sequenceInputGradient(
    describe(heap, { batch, steps, inputs, units: 0, width }, { dSums, kernel, dx, all: true }),
  );
  return dx;
};

/** [from, latest, ends] of a mask, as `sequenceOrder` in src/assembly/sequence.ts says. */
const order: Kernel<{ mask: TensorInfo }> = ({ inputs: { mask }, heap }) => {
  const [batch = 0, steps = 0] = mask.shape;
  if (mask.dtype !== 'bool' || mask.shape.length !== 2) return undefined;
  const results = [[batch * steps], [batch * steps], [batch]].map((shape) => heap.output(shape, 'int32'));
  const [from, latest, ends] = results.map((result) => heap.pointer(result)) as [number, number, number];
  heap.kernels.sequenceOrder(heap.pointer(mask), batch, steps, from, latest, ends);
  return results;
};

export const recurrentKernels: KernelTable = {
  GruSequence: forward('gru'),
  GruSequenceGrad: backward('gru'),
  LstmSequence: forward('lstm'),
  LstmSequenceGrad: backward('lstm'),
  SequenceInputGrad: inputGradient,
  SequenceOrder: order,
  SimpleRnnSequence: forward('simpleRnn'),
  SimpleRnnSequenceGrad: backward('simpleRnn'),
};
