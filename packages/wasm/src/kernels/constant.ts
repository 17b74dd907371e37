import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

/** A tensor of one number; strings and complex numbers are left to the kernel before. */
function filled(
  heap: Heap,
  shape: number[],
  { value, dtype }: { value: number; dtype: DataType },
): TensorInfo | undefined {
  if (dtype === 'string' || dtype === 'complex64') return undefined;
  const y = heap.output(shape, dtype);
  const [at, size] = [heap.pointer(y), util.sizeFromShape(shape)];
  heap.perform(() => heap.view(at, dtype, size).fill(value));
  return y;
}

/** A tensor like x of one number. */
function like(value: number): Kernel<{ x: TensorInfo }> {
  return ({ inputs: { x }, heap }) => filled(heap, x.shape, { value, dtype: x.dtype });
}

const fill: Kernel<object, { shape: number[]; value: number | string; dtype?: DataType }> = ({ attrs, heap }) => {
  const { shape, value, dtype = util.inferDtype(value) } = attrs;
  return typeof value === 'string' ? undefined : filled(heap, shape, { value, dtype });
};

interface OneHotAttrs {
  depth: number;
  onValue: number;
  offValue: number;
  dtype: DataType;
}

/** `onValue` at each index, `offValue` elsewhere; an index outside gives `offValue` alone. */
const oneHot: Kernel<{ indices: TensorInfo }, OneHotAttrs> = ({ inputs: { indices }, attrs, heap }) => {
  const { depth, onValue, offValue, dtype } = attrs;
  const y = indices.dtype === 'int32' ? filled(heap, [...indices.shape, depth], { value: offValue, dtype }) : undefined;
  if (y === undefined) return undefined;
  const [from, to, count] = [heap.pointer(indices), heap.pointer(y), util.sizeFromShape(indices.shape)];
  heap.perform(() => {
    const values = heap.view(to, dtype, count * depth);
    heap.view(from, 'int32', count).forEach((index, row) => {
      if (index >= 0 && index < depth) values[row * depth + index] = onValue;
    });
  });
  return y;
};

export const constantKernels: KernelTable = {
  Fill: fill,
  OneHot: oneHot,
  OnesLike: like(1),
  ZerosLike: like(0),
};
