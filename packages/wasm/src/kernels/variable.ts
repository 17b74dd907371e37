import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';

/*
 * Kernels that write into the memory of a variable and return nothing. Whoever calls them must be the only one who holds
 * that memory.
 */

interface Operands {
  variable: TensorInfo;
  value: TensorInfo;
}

/** Throws unless both have the same type and as many values; returns their number. */
function commonSize(name: string, { variable, value }: Operands): number {
  const size = util.sizeFromShape(variable.shape);
  if (variable.dtype === value.dtype && util.sizeFromShape(value.shape) === size) return size;
  throw new Error(
    `${name}: expected \`value\` to hold ${size} ${variable.dtype} values like \`variable\`. ` +
      `Received: ${value.dtype}[${value.shape.join(', ')}]`,
  );
}

/** variable = value. */
const assign: Kernel<Operands> = ({ inputs, heap }) => {
  const size = commonSize('Assign', inputs);
  heap.noteWrites([inputs.variable]);
  const bytes = size * util.bytesPerElement(inputs.variable.dtype);
  heap.copy(heap.pointer(inputs.variable), heap.pointer(inputs.value), bytes);
  return [];
};

/** variable = variable · momentum + value · (1 - momentum). */
const movingAverage: Kernel<Operands, { momentum: number }> = ({ inputs, attrs: { momentum }, heap }) => {
  const size = commonSize('MovingAverage', inputs);
  heap.noteWrites([inputs.variable]);
  heap.kernels.movingAverage(heap.pointer(inputs.variable), heap.pointer(inputs.value), size, momentum);
  return [];
};

/** The same values, where those of x lay; whoever else holds x has a copy of it from now on. */
const takeMemory: Kernel<{ x: TensorInfo }> = ({ inputs: { x }, heap }) => heap.takeMemory(x);

export const variableKernels: KernelTable = { Assign: assign, MovingAverage: movingAverage, TakeMemory: takeMemory };
