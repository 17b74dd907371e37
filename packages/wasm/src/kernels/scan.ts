import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel, KernelTable } from '../kernel.ts';

interface ScanAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Sums or products of all values up to each one along an axis. */
function scan(name: 'runningSum' | 'runningProduct'): Kernel<{ x: TensorInfo }, ScanAttrs> {
  return ({ inputs: { x }, attrs: { axis, exclusive, reverse }, heap }) => {
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return undefined;
    const at = axis < 0 ? axis + x.shape.length : axis;
    const [outer, inner] = [util.sizeFromShape(x.shape.slice(0, at)), util.sizeFromShape(x.shape.slice(at + 1))];
    const y = heap.output(x.shape, x.dtype);
    const scratch = name === 'runningSum' ? [heap.scratch(heap.kernels.runningSumScratch(inner))] : [];
    heap.kernels[name](
      ...([heap.pointer(x), Number(x.dtype === 'int32'), outer, x.shape[at] ?? 1, inner] as const),
      ...[Number(exclusive), Number(reverse), heap.pointer(y), ...scratch],
    );
    return y;
  };
}

export const scanKernels: KernelTable = {
  Cumprod: scan('runningProduct'),
  Cumsum: scan('runningSum'),
};
