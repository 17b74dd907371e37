import { util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';

interface ForeignCall {
  inputs: NamedTensorInfoMap;
  attrs?: NamedAttrMap | undefined;
}

/** Bytes that some of tfjs's C++ kernels allocate beside their results. */
const inside: Readonly<Record<string, (call: ForeignCall, heap: Heap) => number>> = {
  // XNNPACK keeps four pointers and two weights for each pixel of the result.
  ResizeBilinear: ({ attrs }) => 32 * util.sizeFromShape(attrs?.['size'] as number[]),
  // Two counts for each row.
  SparseFillEmptyRows: ({ inputs }, heap) => 8 * (Number(heap.read(inputs['denseShape'] as TensorInfo)[0]) || 0),
  // A value with its index, for each of a row.
  TopK: ({ inputs }) => 8 * ((inputs['x'] as TensorInfo).shape.at(-1) ?? 0),
};

/** Room that the C++ of a kernel of tfjs's own needs. It aborts, or gives no result, where there is none. */
export function bytesInside(kernelName: string, call: ForeignCall, heap: Heap): number {
  return inside[kernelName]?.(call, heap) ?? 0;
}
