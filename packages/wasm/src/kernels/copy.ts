import {
  backend_util,
  slice_util,
  util,
  type DataType,
  type StridedSliceAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { outputOf } from '../complex.ts';
import type { Heap } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';
import { copyPlan, stridesOf, type StridedView } from '../strided.ts';

/** Strings are left to the kernels before. tfjs's own take booleans for numbers of 4 bytes. */
function areNumbers(...tensors: TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype !== 'string');
}

/** Ranks above this are left to the kernels before, too. */
const MAX_RANK = 7;

/** A copy between two tensors; offsets are in elements. */
interface Copy extends Omit<StridedView, 'bytes'> {
  source: TensorInfo;
  target: TensorInfo;
  sourceOffset?: number;
  targetOffset?: number;
}

function copy(heap: Heap, { source, target, sourceOffset = 0, targetOffset = 0, ...view }: Copy): void {
  const bytes = util.bytesPerElement(source.dtype);
  const plan = planOf(view, source.dtype);
  if (plan === undefined || util.sizeFromShape([...view.extents]) === 0) return;
  const from = heap.pointer(source) + bytes * sourceOffset;
  const to = heap.pointer(target) + bytes * targetOffset;
  heap.kernels[bytes === 1 ? 'copyStridedBytes' : 'copyStrided'](heap.integers(plan), from, to);
}

/** The same copy of complex numbers, as pairs of floats. */
function pairView({ extents, from, to }: Omit<StridedView, 'bytes'>): StridedView {
  const doubled = (strides: readonly number[]): number[] => [...strides.map((stride) => 2 * stride), 1];
  return { extents: [...extents, 2], from: doubled(from), to: doubled(to), bytes: 4 };
}

function planOf(view: Omit<StridedView, 'bytes'>, dtype: DataType): number[] | undefined {
  return copyPlan(dtype === 'complex64' ? pairView(view) : { ...view, bytes: util.bytesPerElement(dtype) });
}

/** Σ index · stride. */
function offsetOf(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), 0);
}

interface SliceAttrs {
  begin: number | number[];
  size: number | number[];
}

/** First index and extent of each axis; where `size` is -1 or missing, the axis goes to its end. */
function bounds(shape: number[], attrs: SliceAttrs): [begin: number[], size: number[]] {
  const begins = [attrs.begin].flat();
  const sizes = [attrs.size].flat();
  const begin = shape.map((_, axis) => begins[axis] ?? 0);
  const size = shape.map((extent, axis) => {
    const wanted = sizes[axis] ?? -1;
    return wanted === -1 ? extent - (begin[axis] ?? 0) : wanted;
  });
  return [begin, size];
}

function sliceOf(heap: Heap, x: TensorInfo, part: { begin: number[]; size: number[]; shape?: number[] }): TensorInfo {
  const { begin, size, shape = size } = part;
  const from = stridesOf(x.shape);
  const target = outputOf(heap, shape, x.dtype);
  copy(heap, { source: x, target, extents: size, from, to: stridesOf(size), sourceOffset: offsetOf(begin, from) });
  return target;
}

const slice: Kernel<{ x: TensorInfo }, SliceAttrs> = ({ inputs: { x }, attrs, heap }) => {
  if (!areNumbers(x) || x.shape.length > MAX_RANK) return undefined;
  const [begin, size] = bounds(x.shape, attrs);
  return sliceOf(heap, x, { begin, size });
};

const stridedSlice: Kernel<{ x: TensorInfo }, StridedSliceAttrs> = ({ inputs: { x }, attrs, heap }) => {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
  const info = slice_util.sliceInfo(x.shape, begin, end, strides, ...masks);
  if (!areNumbers(x) || x.shape.length > MAX_RANK) return undefined;
  if (info.isIdentity) return heap.share(x, info.finalShape);
  const steps = stridesOf(x.shape);
  // Not `finalShapeSparse`, which lacks the axes that are left out of the result.
  const extents = slice_util.computeOutShape(info.begin, info.end, info.strides).map((size) => Math.max(size, 0));
  const from = steps.map((step, axis) => step * (info.strides[axis] ?? 1));
  const target = outputOf(heap, info.finalShape, x.dtype);
  copy(heap, { source: x, target, extents, from, to: stridesOf(extents), sourceOffset: offsetOf(info.begin, steps) });
  return target;
};

/** Cuts an axis into parts of these sizes. */
function cut(heap: Heap, x: TensorInfo, options: { axis: number; sizes: number[]; shape?: number[] }): TensorInfo[] {
  const { axis, sizes, shape } = options;
  let start = 0;
  return sizes.map((extent) => {
    const begin = x.shape.map((_, a) => (a === axis ? start : 0));
    const size = x.shape.map((full, a) => (a === axis ? extent : full));
    start += extent;
    return sliceOf(heap, x, { begin, size, ...(shape && { shape }) });
  });
}

const split: Kernel<{ x: TensorInfo }, { numOrSizeSplits: number | number[]; axis: number }> = ({
  inputs: { x },
  attrs,
  heap,
}) => {
  if (!areNumbers(x) || x.shape.length > MAX_RANK) return undefined;
  const axis = util.parseAxisParam(attrs.axis, x.shape)[0] ?? 0;
  const tensor = x as Parameters<typeof backend_util.prepareSplitSize>[0];
  return cut(heap, x, { axis, sizes: backend_util.prepareSplitSize(tensor, attrs.numOrSizeSplits, axis) });
};

const unpack: Kernel<{ value: TensorInfo }, { axis: number }> = ({ inputs: { value }, attrs, heap }) => {
  if (!areNumbers(value) || value.shape.length > MAX_RANK) return undefined;
  const axis = util.parseAxisParam(attrs.axis, value.shape)[0] ?? 0;
  const sizes = Array.from({ length: value.shape[axis] ?? 0 }, () => 1);
  return cut(heap, value, { axis, sizes, shape: value.shape.filter((_, a) => a !== axis) });
};

/** Puts tensors side by side; `shapes` are theirs, or theirs with an axis of size 1 to stack along. */
function join(
  heap: Heap,
  tensors: TensorInfo[],
  options: { shapes: number[][]; axis: number; shape: number[] },
): TensorInfo {
  const { shapes, axis, shape } = options;
  const target = outputOf(heap, shape, tensors[0]?.dtype);
  const to = stridesOf(shape);
  let start = 0;
  tensors.forEach((source, i) => {
    const extents = shapes[i] ?? source.shape;
    copy(heap, { source, target, extents, from: stridesOf(extents), to, targetOffset: start * (to[axis] ?? 1) });
    start += extents[axis] ?? 0;
  });
  return target;
}

const concat: Kernel<TensorInfo[], { axis: number }> = ({ inputs, attrs, heap }) => {
  const shapes = inputs.map(({ shape }) => shape);
  const first = shapes[0] ?? [];
  if (
    !inputs.every((x) => areNumbers(x)) ||
    first.length > MAX_RANK ||
    inputs.some(({ dtype }) => dtype !== inputs[0]?.dtype)
  ) {
    return undefined;
  }
  const axis = util.parseAxisParam(attrs.axis, first)[0] ?? 0;
  backend_util.assertParamsConsistent(shapes, axis);
  return join(heap, inputs, { shapes, axis, shape: backend_util.computeOutShape(shapes, axis) });
};

const pack: Kernel<TensorInfo[], { axis: number }> = ({ inputs, attrs, heap }) => {
  const shape = inputs[0]?.shape ?? [];
  const isUniform = inputs.every((x) => util.arraysEqual(x.shape, shape) && x.dtype === inputs[0]?.dtype);
  if (!isUniform || !inputs.every((x) => areNumbers(x)) || shape.length >= MAX_RANK) return undefined;
  const axis = attrs.axis < 0 ? attrs.axis + shape.length + 1 : attrs.axis;
  const grown = (size: number): number[] => [...shape.slice(0, axis), size, ...shape.slice(axis)];
  return join(heap, inputs, { shapes: inputs.map(() => grown(1)), axis, shape: grown(inputs.length) });
};

/** The bits of a number as the type stores it. */
function bitsOf(value: number, dtype: string): number {
  return dtype === 'int32' ? value | 0 : (new Int32Array(Float32Array.of(value).buffer)[0] ?? 0);
}

const pad: Kernel<{ x: TensorInfo }, { paddings: [number, number][]; constantValue: number }> = ({
  inputs: { x },
  attrs: { paddings, constantValue },
  heap,
}) => {
  const isKnown = areNumbers(x) && (x.dtype !== 'complex64' || constantValue === 0);
  if (!isKnown || x.shape.length > MAX_RANK) return undefined;
  const shape = x.shape.map((extent, axis) => extent + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  const target = outputOf(heap, shape, x.dtype);
  const count = util.sizeFromShape(shape);
  const words = util.bytesPerElement(x.dtype) / 4;
  const at = heap.pointer(target);
  if (x.dtype === 'bool') heap.perform(() => heap.bytes.fill(constantValue, at, at + count));
  else heap.kernels.fillWords(at, count * words, bitsOf(constantValue, x.dtype));
  const to = stridesOf(shape);
  const targetOffset = offsetOf(
    paddings.map(([before]) => before),
    to,
  );
  copy(heap, { source: x, target, extents: x.shape, from: stridesOf(x.shape), to, targetOffset });
  return target;
};

const tile: Kernel<{ x: TensorInfo }, { reps: number[] }> = ({ inputs: { x }, attrs: { reps }, heap }) => {
  const shape = x.shape.map((extent, axis) => extent * (reps[axis] ?? 1));
  const strides = { x: stridesOf(x.shape), y: stridesOf(shape) };
  const view = {
    extents: x.shape.flatMap((extent, axis) => [reps[axis] ?? 1, extent]),
    from: strides.x.flatMap((stride) => [0, stride]),
    to: strides.y.flatMap((stride, axis) => [stride * (x.shape[axis] ?? 1), stride]),
  };
  if (!areNumbers(x) || planOf(view, x.dtype) === undefined) return undefined;
  const target = outputOf(heap, shape, x.dtype);
  copy(heap, { source: x, target, ...view });
  return target;
};

/** A view with its axes in another order, or a copy where values change places. At most eight axes. */
export function transposed(heap: Heap, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  const strides = stridesOf(x.shape);
  // Where only axes of size 1 change places, the values stay as they are.
  const moved = perm.filter((axis) => x.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] ?? 0))) return heap.share(x, shape);
  const target = outputOf(heap, shape, x.dtype);
  const from = perm.map((axis) => strides[axis] ?? 1);
  copy(heap, { source: x, target, extents: shape, from, to: stridesOf(shape) });
  return target;
}

const transpose: Kernel<{ x: TensorInfo }, { perm: number[] }> = ({ inputs: { x }, attrs: { perm }, heap }) =>
  areNumbers(x) && perm.length <= MAX_RANK ? transposed(heap, x, perm) : undefined;

const reverse: Kernel<{ x: TensorInfo }, { dims: number | number[] }> = ({ inputs: { x }, attrs, heap }) => {
  if (!areNumbers(x) || x.shape.length > MAX_RANK) return undefined;
  const axes = util.parseAxisParam(attrs.dims, x.shape);
  const to = stridesOf(x.shape);
  const from = to.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  const last = x.shape.map((extent, axis) => (axes.includes(axis) ? extent - 1 : 0));
  const target = outputOf(heap, x.shape, x.dtype);
  copy(heap, { source: x, target, extents: x.shape, from, to, sourceOffset: offsetOf(last, to) });
  return target;
};

export const copyKernels: KernelTable = {
  Concat: concat,
  Pack: pack,
  PadV2: pad,
  Reverse: reverse,
  Slice: slice,
  SplitV: split,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
};
