import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelName } from '../generated/kernel-names.ts';
import type { Heap } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

type Operands = Readonly<Record<string, TensorInfo | undefined>>;

/** An optimizer step on one variable: the operands in the order of the compiled function, then its numbers. */
interface Update<A> {
  name: KernelName;
  operands: readonly string[];
  /** Operands that may be missing. */
  optional?: readonly string[];
  numbers: (attrs: A) => readonly number[];
}

/** Address of an operand. Throws unless it holds `size` floats. */
export function operandPointer(
  heap: Heap,
  tensor: TensorInfo | undefined,
  { name, operand, size }: { name: string; operand: string; size: number },
): number {
  if (tensor?.dtype === 'float32' && util.sizeFromShape(tensor.shape) === size) return heap.pointer(tensor);
  throw new Error(
    `${name}: expected \`${operand}\` to hold ${size} float32 values like \`variable\`. ` +
      `Received: ${tensor === undefined ? 'nothing' : `${tensor.dtype}[${tensor.shape.join(', ')}]`}`,
  );
}

/**
 * Runs an update in the memory of the variable and its slots and returns nothing. Whoever calls it must be the only one
 * who holds that memory.
 */
function update<A>({ name, operands, optional = [], numbers }: Update<A>): Kernel<Operands, A> {
  return ({ inputs, attrs, heap }) => {
    const size = util.sizeFromShape(inputs['variable']?.shape ?? []);
    const pointers = operands.map((operand) => {
      const tensor = inputs[operand];
      return tensor === undefined && optional.includes(operand)
        ? 0
        : operandPointer(heap, tensor, { name, operand, size });
    });
    // The last one is read alone.
    if (heap.isRecording) heap.noteWrites(operands.slice(0, -1).map((operand) => inputs[operand]));
    heap.kernels[name](...pointers, size, ...numbers(attrs));
    return [];
  };
}

interface AdamAttrs {
  /** The learning rate with its bias corrections. */
  alpha: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

export const updateKernels: KernelTable = {
  AdadeltaUpdate: update<{ learningRate: number; rho: number; epsilon: number }>({
    name: 'adadeltaUpdate',
    operands: ['variable', 'accumulatedGradient', 'accumulatedStep', 'gradient'],
    numbers: ({ learningRate, rho, epsilon }) => [learningRate, rho, epsilon],
  }),
  AdagradUpdate: update<{ learningRate: number; epsilon: number }>({
    name: 'adagradUpdate',
    operands: ['variable', 'accumulator', 'gradient'],
    numbers: ({ learningRate, epsilon }) => [learningRate, epsilon],
  }),
  AdamUpdate: update<AdamAttrs>({
    name: 'adamUpdate',
    operands: ['variable', 'm', 'v', 'gradient'],
    numbers: ({ alpha, beta1, beta2, epsilon }) => [alpha, 1 - beta1, 1 - beta2, epsilon],
  }),
  AdamaxUpdate: update<AdamAttrs>({
    name: 'adamaxUpdate',
    operands: ['variable', 'm', 'u', 'gradient'],
    numbers: ({ alpha, beta1, beta2, epsilon }) => [alpha, 1 - beta1, beta2, epsilon],
  }),
  AmsgradUpdate: update<AdamAttrs>({
    name: 'amsgradUpdate',
    operands: ['variable', 'm', 'v', 'vMax', 'gradient'],
    numbers: ({ alpha, beta1, beta2, epsilon }) => [alpha, 1 - beta1, 1 - beta2, epsilon],
  }),
  AverageUpdate: update<{ momentum: number }>({
    name: 'movingAverage',
    operands: ['variable', 'target'],
    numbers: ({ momentum }) => [momentum],
  }),
  FtrlUpdate: update<{ learningRate: number; power: number; l1: number; l2: number; shrinkage: number }>({
    name: 'ftrlUpdate',
    operands: ['variable', 'accumulator', 'linear', 'gradient'],
    numbers: ({ learningRate, power, l1, l2, shrinkage }) => [learningRate, power, l1, 2 * l2, 2 * shrinkage],
  }),
  LambUpdate: update<Omit<AdamAttrs, 'alpha'> & Record<'learningRate' | 'mFactor' | 'vFactor', number>>({
    name: 'lambUpdate',
    operands: ['variable', 'm', 'v', 'gradient'],
    numbers: ({ learningRate, beta1, beta2, mFactor, vFactor, epsilon }) => [
      ...[learningRate, 1 - beta1, 1 - beta2],
      ...[mFactor, vFactor, epsilon],
    ],
  }),
  LionUpdate: update<{ learningRate: number; beta1: number; beta2: number }>({
    name: 'lionUpdate',
    operands: ['variable', 'm', 'gradient'],
    numbers: ({ learningRate, beta1, beta2 }) => [learningRate, 1 - beta1, 1 - beta2],
  }),
  NadamUpdate: update<Omit<AdamAttrs, 'alpha'> & Record<'learningRate' | 'mFactor' | 'gFactor' | 'vFactor', number>>({
    name: 'nadamUpdate',
    operands: ['variable', 'm', 'v', 'gradient'],
    numbers: ({ learningRate, beta1, beta2, mFactor, gFactor, vFactor, epsilon }) => [
      ...[learningRate, 1 - beta1, 1 - beta2],
      ...[mFactor, gFactor, vFactor, epsilon],
    ],
  }),
  RmspropUpdate: update<{ learningRate: number; rho: number; momentum?: number; epsilon: number }>({
    name: 'rmspropUpdate',
    operands: ['variable', 'velocity', 'momentum', 'averageGradient', 'gradient'],
    optional: ['momentum', 'averageGradient'],
    numbers: ({ learningRate, rho, momentum = 0, epsilon }) => [learningRate, rho, momentum, epsilon],
  }),
  ScheduleFreeUpdate: update<Omit<AdamAttrs, 'alpha'> & Record<'learningRate' | 'vFactor' | 'part', number>>({
    name: 'scheduleFreeUpdate',
    operands: ['variable', 'z', 'v', 'gradient'],
    numbers: ({ learningRate, beta1, beta2, vFactor, part, epsilon }) => [
      ...[learningRate, beta1, 1 - beta2],
      ...[vFactor, part, epsilon],
    ],
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
