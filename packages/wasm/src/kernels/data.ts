import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';

/** The same values, shared. */
const identity: Kernel<{ x: TensorInfo }> = ({ inputs: { x }, heap }) =>
  x.dtype === 'string' ? undefined : heap.share(x);

/** Rows of a table by number. Other axes, batches and types are left to the kernel before. */
const gather: Kernel<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims: number }> = ({
  inputs: { x, indices },
  attrs,
  heap,
}) => {
  const axis = util.parseAxisParam(attrs.axis, x.shape)[0];
  const [limit = 0, ...rest] = x.shape;
  if (axis !== 0 || attrs.batchDims !== 0 || !areFloats(x) || indices.dtype !== 'int32') return undefined;
  const count = util.sizeFromShape(indices.shape);
  const wrong = new Int32Array(heap.bytes.buffer, heap.pointer(indices), count).find(
    (index) => index < 0 || index >= limit,
  );
  if (wrong !== undefined) throw new Error(`GatherV2: expected indices in 0..${limit - 1}. Received: ${wrong}`);
  const y = heap.output([...indices.shape, ...rest]);
  const rowBytes = util.sizeFromShape(rest) * 4;
  heap.kernels.gatherRows(heap.pointer(x), heap.pointer(indices), count, limit, rowBytes, heap.pointer(y));
  return y;
};

const unsortedSegmentSum: Kernel<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }> = ({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  heap,
}) => {
  if (!areFloats(x) || segmentIds.dtype !== 'int32') return undefined;
  const rank = segmentIds.shape.length;
  const rest = x.shape.slice(rank);
  const y = heap.output([numSegments, ...rest]);
  const count = util.sizeFromShape(segmentIds.shape);
  heap.kernels.segmentSum(
    heap.pointer(x),
    heap.pointer(segmentIds),
    count,
    numSegments,
    util.sizeFromShape(rest),
    heap.pointer(y),
  );
  return y;
};

export const dataKernels: KernelTable = {
  GatherV2: gather,
  Identity: identity,
  UnsortedSegmentSum: unsortedSegmentSum,
};
