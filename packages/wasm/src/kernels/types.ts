import { util, type DataType, type TensorInfo, type TypedArray } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

/** The numbers of a tensor, valid until the next allocation. */
function values(heap: Heap, { shape, dtype, ...tensor }: TensorInfo): TypedArray {
  const [address, size] = [heap.pointer({ shape, dtype, ...tensor }), util.sizeFromShape(shape)];
  const { buffer } = heap.bytes;
  if (dtype === 'bool') return new Uint8Array(buffer, address, size);
  return dtype === 'int32' ? new Int32Array(buffer, address, size) : new Float32Array(buffer, address, size);
}

/** To truth: everything but 0 is true, where tfjs's own cuts off fractions first. */
const cast: Kernel<{ x: TensorInfo }, { dtype: DataType }> = ({ inputs: { x }, attrs: { dtype }, heap }) => {
  if (dtype !== 'bool' || (x.dtype !== 'float32' && x.dtype !== 'int32')) return undefined;
  const y = heap.output(x.shape, 'bool');
  const target = values(heap, y);
  values(heap, x).forEach((value, i) => (target[i] = Number(value !== 0)));
  return y;
};

/** Bounds whole numbers, which tfjs's own takes for floats. */
export const clipIntegers: Kernel<{ x: TensorInfo }, { clipValueMin: number; clipValueMax: number }> = ({
  inputs: { x },
  attrs: { clipValueMin, clipValueMax },
  heap,
}) => {
  if (x.dtype !== 'int32') return undefined;
  const y = heap.output(x.shape, 'int32');
  const target = values(heap, y);
  values(heap, x).forEach((value, i) => (target[i] = Math.min(Math.max(value, clipValueMin), clipValueMax)));
  return y;
};

/** A question that has the same answer for all whole numbers, whose bits tfjs's own takes for floats. */
function answer(holds: boolean): Kernel<{ x: TensorInfo }> {
  return ({ inputs: { x }, heap }) => {
    if (x.dtype !== 'int32' && x.dtype !== 'bool') return undefined;
    const y = heap.output(x.shape, 'bool');
    values(heap, y).fill(Number(holds));
    return y;
  };
}

/** Kernels that are right for floats in tfjs, and wrong for other types. */
export const typeKernels: KernelTable = {
  Cast: cast,
  IsFinite: answer(true),
  IsInf: answer(false),
  IsNan: answer(false),
};
