import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { areComplex, outputOf } from '../complex.ts';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { copyPlan } from '../strided.ts';

interface Place {
  address: number;
  /** Distance between neighbours, in floats. */
  step: number;
}

function copyFloats(heap: Heap, count: number, { from, to }: { from: Place; to: Place }): void {
  const plan = copyPlan({ extents: [count], from: [from.step], to: [to.step], bytes: 4 });
  if (count > 0 && plan !== undefined) heap.kernels.copyStrided(heap.integers(plan), from.address, to.address);
}

export const complex: Kernel<{ real: TensorInfo; imag: TensorInfo }> = ({ inputs: { real, imag }, heap }) => {
  if (!areFloats(real, imag)) return undefined;
  const z = outputOf(heap, real.shape, 'complex64');
  const count = util.sizeFromShape(real.shape);
  [real, imag].forEach((part, i) => {
    const from = { address: heap.pointer(part), step: 1 };
    copyFloats(heap, count, { from, to: { address: heap.pointer(z) + 4 * i, step: 2 } });
  });
  return z;
};

/** The real parts (0) or the imaginary ones (1). */
function part(which: 0 | 1): Kernel<{ input: TensorInfo }> {
  return ({ inputs: { input }, heap }) => {
    if (!areComplex(input)) return undefined;
    const y = heap.output(input.shape);
    const from = { address: heap.pointer(input) + 4 * which, step: 2 };
    copyFloats(heap, util.sizeFromShape(input.shape), { from, to: { address: heap.pointer(y), step: 1 } });
    return y;
  };
}

/** The real parts. */
export const real: Kernel<{ input: TensorInfo }> = part(0);

const complexAbs: Kernel<{ x: TensorInfo }> = ({ inputs: { x }, heap }) => {
  if (!areComplex(x)) return undefined;
  const y = heap.output(x.shape);
  heap.kernels.complexAbs(heap.pointer(x), heap.pointer(y), util.sizeFromShape(x.shape));
  return y;
};

/** The length to transform by halves: the row's own, or room for a convolution with it. */
function sizeFor(length: number): number {
  const size = 2 ** Math.ceil(Math.log2(Math.max(length, 1)));
  return size === length ? size : 2 ** Math.ceil(Math.log2(2 * length - 1));
}

/** Writes e^(-iπ turns(k)) for k < count. */
function writeRoots(heap: Heap, address: number, options: { count: number; turns: (k: number) => number }): void {
  const { count, turns } = options;
  heap.perform(() => {
    const table = new Float64Array(heap.bytes.buffer, address, 2 * count);
    for (let k = 0; k < count; k++) {
      const angle = -Math.PI * turns(k);
      table[2 * k] = Math.cos(angle);
      table[2 * k + 1] = Math.sin(angle);
    }
  });
}

/** The discrete Fourier transform of the last axis, or its inverse. */
function fourier(isInverse: boolean): Kernel<{ input: TensorInfo }> {
  return ({ inputs: { input }, heap }) => {
    if (!areComplex(input)) return undefined;
    const y = outputOf(heap, input.shape, 'complex64');
    const length = input.shape.at(-1) ?? 1;
    const total = util.sizeFromShape(input.shape);
    if (total === 0) return y;
    const size = sizeFor(length);
    // A table starts on 16 bytes like the block does: its entries have 16 each.
    const roots = heap.scratch(8 * size + 16 + 16 * length + heap.kernels.fourierScratch(length, size));
    const chirp = roots + 16 * Math.max(size / 2, 1);
    const work = chirp + 16 * length;
    writeRoots(heap, roots, { count: Math.max(size / 2, 1), turns: (k) => (2 * k) / size });
    if (size !== length) writeRoots(heap, chirp, { count: length, turns: (k) => ((k * k) % (2 * length)) / length });
    const sizes = [total / length, length, size, Number(isInverse)] as const;
    heap.kernels.fourier(heap.pointer(input), ...sizes, roots, chirp, work, heap.pointer(y));
    return y;
  };
}

export const complexKernels: KernelTable = {
  Complex: complex,
  ComplexAbs: complexAbs,
  FFT: fourier(false),
  IFFT: fourier(true),
  Imag: part(1),
  Real: real,
};
