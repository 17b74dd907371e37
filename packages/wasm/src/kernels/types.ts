import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { areComplex } from '../complex.ts';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { complex, real } from './complex.ts';

/** Computes each value of `y` from that of `x`. */
function mapValues(heap: Heap, { x, y }: { x: TensorInfo; y: TensorInfo }, f: (value: number) => number): TensorInfo {
  const [from, to, size] = [heap.pointer(x), heap.pointer(y), util.sizeFromShape(x.shape)];
  heap.perform(() => {
    const target = heap.view(to, y.dtype, size);
    heap.view(from, x.dtype, size).forEach((value, i) => (target[i] = f(value)));
  });
  return y;
}

function isNumeric(dtype: DataType): boolean {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

/** A float as a complex number. */
function toComplex(heap: Heap, x: TensorInfo): TensorInfo {
  const zeros = heap.output(x.shape);
  heap.kernels.fillWords(heap.pointer(zeros), util.sizeFromShape(x.shape), 0);
  const z = complex({ inputs: { real: x, imag: zeros }, attrs: {}, heap }) as TensorInfo;
  heap.release(zeros);
  return z;
}

/** To and from complex numbers; to integers towards zero. To truth: everything but 0 is true, where tfjs's own cuts off fractions first. */
export const cast: Kernel<{ x: TensorInfo }, { dtype: DataType }> = ({ inputs: { x }, attrs: { dtype }, heap }) => {
  if (x.dtype === dtype && x.dtype !== 'string') return heap.share(x);
  if (dtype === 'complex64' && areFloats(x)) return toComplex(heap, x);
  if (dtype === 'float32' && areComplex(x)) return real({ inputs: { input: x }, attrs: {}, heap });
  if (!isNumeric(x.dtype) || !isNumeric(dtype)) return undefined;
  const y = heap.output(x.shape, dtype);
  return mapValues(heap, { x, y }, dtype === 'bool' ? (value) => Number(value !== 0) : (value) => value);
};

/** Bounds whole numbers, which tfjs's own takes for floats. */
export const clipIntegers: Kernel<{ x: TensorInfo }, { clipValueMin: number; clipValueMax: number }> = ({
  inputs: { x },
  attrs: { clipValueMin, clipValueMax },
  heap,
}) => {
  if (x.dtype !== 'int32') return undefined;
  const y = heap.output(x.shape, 'int32');
  return mapValues(heap, { x, y }, (value) => Math.min(Math.max(value, clipValueMin), clipValueMax));
};

/** A question that has the same answer for all whole numbers, whose bits tfjs's own takes for floats. */
function answer(holds: boolean): Kernel<{ x: TensorInfo }> {
  return ({ inputs: { x }, heap }) => {
    if (x.dtype !== 'int32' && x.dtype !== 'bool') return undefined;
    return mapValues(heap, { x, y: heap.output(x.shape, 'bool') }, () => Number(holds));
  };
}

/** Kernels that are right for floats in tfjs, and wrong for other types. */
export const typeKernels: KernelTable = {
  Cast: cast,
  IsFinite: answer(true),
  IsInf: answer(false),
  IsNan: answer(false),
};
