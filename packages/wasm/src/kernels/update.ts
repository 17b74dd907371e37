import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelName } from '../generated/kernel-names.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

type Operands = Readonly<Record<string, TensorInfo>>;

/** An optimizer step on one variable: the operands in the order of the compiled function, then its numbers. */
interface Update<A> {
  name: KernelName;
  operands: readonly string[];
  numbers: (attrs: A) => readonly number[];
}

/**
 * Runs an update in the memory of the variable and its slots and returns nothing. Whoever calls it must be the only one
 * who holds that memory.
 */
function update<A>({ name, operands, numbers }: Update<A>): Kernel<Operands, A> {
  return ({ inputs, attrs, heap }) => {
    const tensors = operands.map((operand) => inputs[operand]);
    const size = util.sizeFromShape(inputs['variable']?.shape ?? []);
    const pointers = tensors.map((tensor, i) => {
      if (tensor?.dtype === 'float32' && util.sizeFromShape(tensor.shape) === size) return heap.pointer(tensor);
      throw new Error(
        `${name}: expected \`${operands[i] ?? ''}\` to hold ${size} float32 values like \`variable\`. ` +
          `Received: ${tensor === undefined ? 'nothing' : `${tensor.dtype}[${tensor.shape.join(', ')}]`}`,
      );
    });
    heap.kernels[name](...pointers, size, ...numbers(attrs));
    return [];
  };
}

export const updateKernels: KernelTable = {
  AdamUpdate: update<{ alpha: number; beta1: number; beta2: number; epsilon: number }>({
    name: 'adamUpdate',
    operands: ['variable', 'm', 'v', 'gradient'],
    numbers: ({ alpha, beta1, beta2, epsilon }) => [alpha, 1 - beta1, 1 - beta2, epsilon],
  }),
  SgdMomentumUpdate: update<{ learningRate: number; momentum: number; nesterov?: boolean }>({
    name: 'sgdMomentumUpdate',
    operands: ['variable', 'momentum', 'gradient'],
    numbers: ({ learningRate, momentum, nesterov = false }) => [learningRate, momentum, nesterov ? 1 : 0],
  }),
  SgdUpdate: update<{ learningRate: number }>({
    name: 'sgdUpdate',
    operands: ['variable', 'gradient'],
    numbers: ({ learningRate }) => [learningRate],
  }),
};
