import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';

/** What a kernel is called with; `I` and `A` are its inputs and attributes by name. */
export interface KernelCall<I, A = unknown> {
  readonly inputs: I;
  readonly attrs: A;
  readonly heap: Heap;
}

/** Computes one tfjs kernel. `undefined` leaves the call to the kernel that was registered before. */
export type Kernel<I, A = unknown> = (call: KernelCall<I, A>) => TensorInfo | TensorInfo[] | undefined;

/** Kernels by their tfjs name. Each entry states its own input and attribute types, so the table accepts any. */
export type KernelTable = Readonly<Record<string, Kernel<never, never>>>;

/** True when all of them hold 32-bit floats, which is what our kernels compute with. */
export function areFloats(...tensors: (TensorInfo | undefined | null)[]): boolean {
  return tensors.every((tensor) => tensor == null || tensor.dtype === 'float32');
}
