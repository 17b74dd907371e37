import { broadcast_util, util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastPlan } from '../broadcast.ts';
import type { Kernel, KernelTable } from '../kernel.ts';

/** The questions and types that `compare` in src/assembly/comparison.ts knows, in its order. */
const questions = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'xor'] as const;
const types: readonly DataType[] = ['float32', 'int32', 'bool'];

/** A question about two elements, with broadcasting. */
function comparison(question: (typeof questions)[number]): Kernel<{ a: TensorInfo; b: TensorInfo }> {
  return ({ inputs: { a, b }, heap }) => {
    const type = types.indexOf(a.dtype);
    if (type < 0 || a.dtype !== b.dtype) return undefined;
    const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const plan = broadcastPlan(a.shape, b.shape, shape);
    if (plan === undefined) return undefined;
    const y = heap.output(shape, 'bool');
    const pointers = [heap.pointer(a), heap.pointer(b), heap.pointer(y)] as const;
    if (util.sizeFromShape(shape) > 0)
      heap.kernels.compare(questions.indexOf(question), type, heap.integers(plan), ...pointers);
    return y;
  };
}

const logicalNot: Kernel<{ x: TensorInfo }> = ({ inputs: { x }, heap }) => {
  if (x.dtype !== 'bool') return undefined;
  const y = heap.output(x.shape, 'bool');
  heap.kernels.logicalNot(heap.pointer(x), heap.pointer(y), util.sizeFromShape(x.shape));
  return y;
};

export const comparisonKernels: KernelTable = {
  Equal: comparison('equal'),
  Greater: comparison('greater'),
  GreaterEqual: comparison('greaterEqual'),
  Less: comparison('less'),
  LessEqual: comparison('lessEqual'),
  LogicalAnd: comparison('and'),
  LogicalNot: logicalNot,
  LogicalOr: comparison('or'),
  LogicalXor: comparison('xor'),
  NotEqual: comparison('notEqual'),
};
