import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';

/** aᵇ where b is a single number or has the shape of a. */
const pow: Kernel<{ a: TensorInfo; b: TensorInfo }> = ({ inputs: { a, b }, heap }) => {
  const [size, exponents] = [util.sizeFromShape(a.shape), util.sizeFromShape(b.shape)];
  const isSingle = exponents === 1 && b.shape.length <= a.shape.length;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (!isSingle && !util.arraysEqual(a.shape, b.shape)) return undefined;
  const y = heap.output(a.shape);
  const [base, exponent, to] = [heap.pointer(a), heap.pointer(b), heap.pointer(y)];
  heap.perform(() => {
    const [target, powers] = [heap.view(to, 'float32', size), heap.view(exponent, 'float32', exponents)];
    heap.view(base, 'float32', size).forEach((value, i) => (target[i] = value ** (powers[isSingle ? 0 : i] ?? 0)));
  });
  return y;
};

export const powerKernels: KernelTable = { Pow: pow };
