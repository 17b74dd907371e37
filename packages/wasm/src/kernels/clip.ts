import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

interface ClipAttrs {
  /** The longest norm allowed. */
  limit: number;
  /** Whether it is the norm of all gradients together, or of each one. */
  together: boolean;
}

/** Gradients, by any names, made shorter where their norm exceeds the limit; results in the same order. */
const clipByNorm: Kernel<Readonly<Record<string, TensorInfo>>, ClipAttrs> = ({ inputs, attrs, heap }) => {
  const gradients = Object.values(inputs);
  if (!areFloats(...gradients)) return undefined;
  const { limit, together } = attrs;
  const sizes = gradients.map(({ shape }) => util.sizeFromShape(shape));
  const squares = gradients.map((gradient, i) => heap.kernels.squaredNorm(heap.pointer(gradient), sizes[i] ?? 0));
  const all = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  return gradients.map((gradient, i) => {
    const norm = together ? all : Math.sqrt(squares[i] ?? 0);
    // A norm that is not finite: together, no gradient may pass for a good one.
    const factor = together && !Number.isFinite(norm) ? NaN : limit / Math.max(norm, limit);
    const clipped = heap.output(gradient.shape);
    heap.kernels.scale(heap.pointer(gradient), heap.pointer(clipped), sizes[i] ?? 0, factor, 0);
    return clipped;
  });
};

export const clipKernels: KernelTable = { ClipByNorm: clipByNorm };
