import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';

/** Sizes of a recurrent layer over a sequence; `width` counts the gates of all units. */
export interface Sizes {
  batch: number;
  steps: number;
  inputs: number;
  units: number;
  width: number;
}

/** The kinds of recurrent layers that the kernels know. */
export type Cell = 'simpleRnn' | 'lstm' | 'gru';

/** How many gates a cell has, and how many biases each of them. */
const parts: Readonly<Record<Cell, { gates: number; biases: number }>> = {
  simpleRnn: { gates: 1, biases: 1 },
  lstm: { gates: 4, biases: 1 },
  gru: { gates: 3, biases: 2 },
};

/** A layer's inputs and weights; c0 is an LSTM's. */
export interface Layer {
  x: TensorInfo;
  kernel: TensorInfo;
  recurrentKernel: TensorInfo;
  bias?: TensorInfo;
  h0: TensorInfo;
  c0?: TensorInfo;
}

/** The sizes of a layer. Throws unless its shapes fit together. */
export function sizesOf(name: string, cell: Cell, { x, kernel, recurrentKernel, bias, h0, c0 }: Layer): Sizes {
  const { gates, biases } = parts[cell];
  const [batch = 0, steps = 0, inputs = 0] = x.shape;
  const [units = 0, width = 0] = recurrentKernel.shape;
  const fits =
    x.shape.length === 3 &&
    width === gates * units &&
    util.arraysEqual(kernel.shape, [inputs, width]) &&
    [h0, c0].every((state) => state === undefined || util.arraysEqual(state.shape, [batch, units])) &&
    (bias === undefined || util.sizeFromShape(bias.shape) === biases * width);
  if (fits) return { batch, steps, inputs, units, width };
  const received = Object.entries({ x, kernel, recurrentKernel, bias, h0, c0 })
    .filter(([, tensor]) => tensor !== undefined)
    .map(([key, tensor]) => `${key} [${tensor?.shape.join(', ') ?? ''}]`);
  throw new Error(
    `${name}: expected x [batch, steps, inputs], kernel [inputs, ${gates} · units], recurrentKernel [units, ${gates} · units], ` +
      `states [batch, units] and a bias of ${biases * gates} · units. Received: ${received.join(', ')}`,
  );
}

export function biasShape(cell: Cell, { width }: Sizes): number[] {
  const { biases } = parts[cell];
  return biases === 1 ? [width] : [biases, width];
}

/** Fields of the class `Sequence` in assembly/sequence.ts after the sizes and `isWhole`, in its order. */
// prettier-ignore
const tensorFields = [
  'x', 'kernel', 'recurrentKernel', 'bias', 'h0', 'c0', 'output', 'cLast',
  'rows', 'cells', 'gates', 'recurrent', 'dSums', 'dRecurrent', 'dOutput', 'dcLast',
  'dx', 'dKernel', 'dRecurrentKernel', 'dBias', 'dh0', 'dc0',
] as const;

type Tensors = Partial<Record<(typeof tensorFields)[number], TensorInfo | undefined>>;

/** Writes the description of a sequence that the compiled functions take, and returns its address. */
export function describe(heap: Heap, sizes: Sizes, { all, ...tensors }: Tensors & { all: boolean }): number {
  const { batch, steps, inputs, units, width } = sizes;
  const scratch = heap.scratch(heap.kernels.sequenceScratch(steps * batch, inputs, units, width));
  const pointers = tensorFields.map((field) => {
    const tensor = tensors[field];
    return tensor === undefined ? 0 : heap.pointer(tensor);
  });
  return heap.integers([batch, steps, inputs, units, width, Number(all), ...pointers, scratch]);
}
