import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';

/**
 * Complex numbers lie in memory as pairs of floats. The backend knows no such type: for it they are floats with one axis
 * more, so that it reads, moves and frees them without help. This gives the numbers that lie in a tensor of pairs.
 */
function fromPairs({ dataId, shape }: TensorInfo): TensorInfo {
  return { dataId, shape: shape.slice(0, -1), dtype: 'complex64' };
}

/** A new tensor of any type but strings. */
export function outputOf(heap: Heap, shape: number[], dtype: DataType = 'float32'): TensorInfo {
  return dtype === 'complex64' ? fromPairs(heap.output([...shape, 2])) : heap.output(shape, dtype);
}

export function areComplex(...tensors: TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'complex64');
}
