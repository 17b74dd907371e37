import { backend_util, util, type SumAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelName } from '../generated/kernel-names.ts';
import type { Heap } from '../heap.ts';
import type { Kernel, KernelTable } from '../kernel.ts';
import { cast } from './types.ts';

export type ReductionName = Extract<KernelName, 'reduceAll' | 'reduceAny' | 'reduceSum' | 'reduceMax' | 'reduceMin'>;

interface ReductionAttrs {
  axis?: SumAttrs['axis'] | undefined;
  /** What `Max` calls its axes. */
  reductionIndices?: SumAttrs['axis'] | undefined;
  keepDims?: boolean;
}

/** [outer, count, inner] views of the array, one for each run of neighbouring axes to reduce, the last run first. */
function runs(shape: number[], axes: readonly number[]): [outer: number, count: number, inner: number][] {
  const sizes = [...shape];
  const result: [number, number, number][] = [];
  let end = shape.length;
  while (end > 0) {
    if (!axes.includes(end - 1)) {
      end--;
      continue;
    }
    let start = end - 1;
    while (axes.includes(start - 1)) start--;
    const product = (from: number, to?: number): number => util.sizeFromShape(sizes.slice(from, to));
    result.push([product(0, start), product(start, end), product(end)]);
    sizes.fill(1, start, end);
    end = start;
  }
  return result;
}

/** Reduces run after run; between runs the values lie in tensors of their own. Without axes it shares x. */
export function reduced(
  heap: Heap,
  name: ReductionName,
  { x, axes }: { x: TensorInfo; axes: readonly number[] },
): TensorInfo {
  const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, [...axes]);
  const steps = runs(x.shape, axes);
  if (steps.length === 0) return heap.share(x);
  let current = x;
  for (const [step, [outer, count, inner]] of steps.entries()) {
    const next = heap.output(step === steps.length - 1 ? outShape : [outer, inner], x.dtype);
    heap.kernels[name](heap.pointer(current), outer, count, inner, heap.pointer(next));
    if (current !== x) heap.release(current);
    current = next;
  }
  return current;
}

/** Whole numbers and truth values as floats; anything else as it is. */
function asFloats(heap: Heap, x: TensorInfo): TensorInfo {
  if (x.dtype !== 'int32' && x.dtype !== 'bool') return x;
  return (cast({ inputs: { x }, attrs: { dtype: 'float32' }, heap }) as TensorInfo | undefined) ?? x;
}

function reduction(
  name: ReductionName,
  { mean = false, dtype = 'float32' } = {},
): Kernel<{ x: TensorInfo }, ReductionAttrs> {
  return ({ inputs: { x }, attrs, heap }) => {
    const { reductionIndices, axis = reductionIndices, keepDims = false } = attrs;
    const axes = util.parseAxisParam(axis as number[], x.shape).sort((p, q) => p - q);
    if (axes.length === 0) return undefined;
    // tfjs takes the mean of whole numbers and truth values as that of floats.
    const values = mean ? asFloats(heap, x) : x;
    if (values.dtype !== dtype) return undefined;
    const y = reduced(heap, name, { x: values, axes });
    if (values !== x) heap.release(values);
    if (mean) {
      const size = util.sizeFromShape(y.shape);
      const factor = size / util.sizeFromShape(x.shape);
      heap.kernels.scale(heap.pointer(y), heap.pointer(y), size, factor, 0);
    }
    return keepDims ? { ...y, shape: backend_util.expandShapeToKeepDim(y.shape, axes) } : y;
  };
}

export const reductionKernels: KernelTable = {
  All: reduction('reduceAll', { dtype: 'bool' }),
  Any: reduction('reduceAny', { dtype: 'bool' }),
  Max: reduction('reduceMax'),
  Mean: reduction('reduceSum', { mean: true }),
  Min: reduction('reduceMin'),
  Sum: reduction('reduceSum'),
};
