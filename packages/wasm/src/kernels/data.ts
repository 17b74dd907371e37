import { backend_util, util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { outputOf } from '../complex.ts';
import { type Kernel, type KernelTable } from '../kernel.ts';

const { collectGatherOpShapeInfo } = backend_util.segment_util;

/** The same values, shared. */
const identity: Kernel<{ x: TensorInfo }> = ({ inputs: { x }, heap }) =>
  x.dtype === 'string' ? undefined : heap.share(x);

/** The first `count` of a list, shared: what comes out of a kernel whose gradient needs more of what it computed. */
const firstOf: Kernel<TensorInfo[], { count: number }> = ({ inputs, attrs: { count }, heap }) =>
  inputs.slice(0, count).map((tensor) => heap.share(tensor));

/** The same values, shared, under another shape; -1 stands for what is left over. */
const reshape: Kernel<{ x: TensorInfo }, { shape: number[] }> = ({ inputs: { x }, attrs, heap }) => {
  if (x.dtype === 'string') return undefined;
  const size = util.sizeFromShape(x.shape);
  const shape = util.inferFromImplicitShape(attrs.shape, size);
  util.assert(
    size === util.sizeFromShape(shape),
    () =>
      `Reshape: expected a shape of ${size} values for one of [${x.shape.join(', ')}]. Received: [${attrs.shape.join(', ')}]`,
  );
  return heap.share(x, shape);
};

/** The same values, with an axis of size 1 at `dim`; a negative one counts from the end. */
const expandDims: Kernel<{ input: TensorInfo }, { dim: number }> = ({ inputs: { input }, attrs: { dim }, heap }) => {
  if (input.dtype === 'string') return undefined;
  const rank = input.shape.length;
  const at = dim < 0 ? dim + rank + 1 : dim;
  if (at < 0 || at > rank) throw new Error(`ExpandDims: expected \`dim\` in ${-rank - 1}..${rank}. Received: ${dim}`);
  return heap.share(input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
};

/** Slices of any axis by number, for each batch its own. Strings are left to the kernel before. */
const gather: Kernel<{ x: TensorInfo; indices: TensorInfo }, { axis: number; batchDims: number }> = ({
  inputs: { x, indices },
  attrs,
  heap,
}) => {
  const axis = util.parseAxisParam(attrs.axis, x.shape)[0] ?? 0;
  if (x.dtype === 'string' || indices.dtype !== 'int32') return undefined;
  const given = [x, indices, axis, attrs.batchDims] as unknown as Parameters<typeof collectGatherOpShapeInfo>;
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = collectGatherOpShapeInfo(...given);
  const total = util.sizeFromShape(indices.shape);
  const at = heap.pointer(indices);
  heap.check(() => {
    const wrong = heap.view(at, 'int32', total).find((index) => index < 0 || index >= dimSize);
    if (wrong !== undefined) throw new Error(`GatherV2: expected indices in 0..${dimSize - 1}. Received: ${wrong}`);
  });
  const y = outputOf(heap, outputShape, x.dtype);
  const sizes = [batchSize, outerSize, dimSize, batchSize === 0 ? 0 : total / batchSize] as const;
  const bytes = sliceSize * util.bytesPerElement(x.dtype);
  heap.kernels.gatherSlices(heap.pointer(x), at, ...sizes, bytes, heap.pointer(y));
  return y;
};

/** `t` where the condition holds, otherwise `e`; a condition of rank 1 speaks of whole rows. */
const select: Kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }> = ({
  inputs: { condition, t, e },
  heap,
}) => {
  if (condition.dtype !== 'bool' || t.dtype === 'string' || t.dtype !== e.dtype) return undefined;
  const [count, size] = [util.sizeFromShape(condition.shape), util.sizeFromShape(t.shape)];
  const y = outputOf(heap, t.shape, t.dtype);
  const bytes = count === 0 ? 0 : (size / count) * util.bytesPerElement(t.dtype);
  heap.kernels.select(heap.pointer(condition), heap.pointer(t), heap.pointer(e), count, bytes, heap.pointer(y));
  return y;
};

const unsortedSegmentSum: Kernel<{ x: TensorInfo; segmentIds: TensorInfo }, { numSegments: number }> = ({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  heap,
}) => {
  if ((x.dtype !== 'float32' && x.dtype !== 'int32') || segmentIds.dtype !== 'int32') return undefined;
  const rest = x.shape.slice(segmentIds.shape.length);
  const y = heap.output([numSegments, ...rest], x.dtype);
  const sizes = [util.sizeFromShape(segmentIds.shape), numSegments, util.sizeFromShape(rest)] as const;
  const { kernels } = heap;
  const pointers = [heap.pointer(x), heap.pointer(segmentIds)] as const;
  if (x.dtype === 'int32') kernels.segmentSumIntegers(...pointers, ...sizes, heap.pointer(y));
  else kernels.segmentSum(...pointers, ...sizes, heap.pointer(y), heap.scratch(kernels.segmentSumScratch(...sizes)));
  return y;
};

interface StackAttrs {
  /** All values, in JavaScript memory. */
  data: ArrayLike<number> & { subarray(start: number, end: number): ArrayLike<number> };
  /** Of the result: `[rows, …]`. */
  shape: number[];
  dtype: DataType;
  /** Where in `data` each row starts. */
  starts: readonly number[];
}

/** Rows of an array outside of the heap, copied straight into a tensor. */
const stackRows: Kernel<object, StackAttrs> = ({ attrs: { data, shape, dtype, starts }, heap }) => {
  const y = heap.output(shape, dtype);
  const count = util.sizeFromShape(shape);
  const values = heap.view(heap.pointer(y), dtype, count);
  const size = starts.length === 0 ? 0 : count / starts.length;
  // A single number is copied faster than a view of it is made.
  if (size === 1) starts.forEach((start, i) => (values[i] = data[start] ?? 0));
  else starts.forEach((start, i) => values.set(data.subarray(start, start + size), i * size));
  return y;
};

export const dataKernels: KernelTable = {
  ExpandDims: expandDims,
  FirstOf: firstOf,
  GatherV2: gather,
  Identity: identity,
  Reshape: reshape,
  Select: select,
  StackRows: stackRows,
  UnsortedSegmentSum: unsortedSegmentSum,
};
