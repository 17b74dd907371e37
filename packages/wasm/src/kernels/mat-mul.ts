import {
  broadcast_util,
  util,
  type BatchMatMulAttrs,
  type TensorInfo,
  type _FusedMatMulAttrs,
} from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.ts';
import { areFloats, type Kernel, type KernelTable } from '../kernel.ts';
import { activationRange, applyActivation, isKnownActivation } from './activation.ts';

export interface Product extends BatchMatMulAttrs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo | undefined;
  activation?: string;
  leakyreluAlpha?: number | undefined;
}

/** The last two axes as a matrix, rows first, with distances in bytes between neighbours. */
interface Matrix {
  rows: number;
  columns: number;
  rowStride: number;
  columnStride: number;
}

function matrixOf({ shape }: TensorInfo, transposed: boolean): Matrix {
  const [rows = 1, columns = 1] = shape.slice(-2);
  const matrix = { rows, columns, rowStride: columns * 4, columnStride: 4 };
  if (!transposed) return matrix;
  return { rows: columns, columns: rows, rowStride: 4, columnStride: columns * 4 };
}

/** activation(a · b + bias), over all matrices of a batch. */
export function multiply(heap: Heap, product: Product): TensorInfo {
  const { a, b, bias, transposeA, transposeB, activation = 'linear', leakyreluAlpha } = product;
  const left = matrixOf(a, transposeA);
  const right = matrixOf(b, transposeB);
  if (left.columns !== right.rows) {
    throw new Error(
      `matMul: expected the inner sizes to be equal. Received: ${left.columns} and ${right.rows} of shapes ` +
        `[${a.shape.join(', ')}] and [${b.shape.join(', ')}], transposeA=${transposeA}, transposeB=${transposeB}`,
    );
  }
  const isPlain = a.shape.length === 2 && b.shape.length === 2;
  const batchShape = isPlain
    ? []
    : broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const c = heap.output([...batchShape, left.rows, right.columns]);
  const [low, high] = activationRange(activation);
  const scratch = heap.scratch(heap.kernels.gemmScratch(right.columns, left.columns));
  const { rowStride: aRow, columnStride: aColumn, columns: depth } = left;
  const { rowStride: bRow, columnStride: bColumn, columns } = right;
  const aBytes = left.rows * depth * 4;
  const bBytes = depth * columns * 4;
  const cRow = columns * 4;
  const biasAt = bias == null ? 0 : heap.pointer(bias);
  for (const { rows, aIndex, bIndex, row } of products({ a, b, left, transposeA, batchShape })) {
    const aAt = heap.pointer(a) + aIndex * aBytes;
    const bAt = heap.pointer(b) + bIndex * bBytes;
    const cAt = heap.pointer(c) + row * cRow;
    // Spreading groups of arguments would cost a tenth of a small product.
    heap.kernels.gemm(
      rows,
      columns,
      depth,
      aAt,
      aRow,
      aColumn,
      bAt,
      bRow,
      bColumn,
      cAt,
      cRow,
      biasAt,
      low,
      high,
      scratch,
    );
  }
  applyActivation(heap, c, { name: activation, alpha: leakyreluAlpha });
  return c;
}

interface Part {
  rows: number;
  aIndex: number;
  bIndex: number;
  /** First row of the result, over all products. */
  row: number;
}

/** The plain products that make up a batched one. */
function products(batch: {
  a: TensorInfo;
  b: TensorInfo;
  left: Matrix;
  transposeA: boolean;
  batchShape: number[];
}): Part[] {
  const { a, b, left, transposeA, batchShape } = batch;
  const count = util.sizeFromShape(batchShape);
  if (count * left.rows === 0) return [];
  if (count === 1) return [{ rows: left.rows, aIndex: 0, bIndex: 0, row: 0 }];
  const aCount = util.sizeFromShape(a.shape.slice(0, -2));
  const bCount = util.sizeFromShape(b.shape.slice(0, -2));
  // One right-hand side for all: the rows of every left-hand side form one matrix.
  if (bCount === 1 && aCount === count && !transposeA)
    return [{ rows: count * left.rows, aIndex: 0, bIndex: 0, row: 0 }];
  const aIndices = batchIndices(a.shape.slice(0, -2), batchShape);
  const bIndices = batchIndices(b.shape.slice(0, -2), batchShape);
  return aIndices.map((aIndex, i) => ({ rows: left.rows, aIndex, bIndex: bIndices[i] ?? 0, row: i * left.rows }));
}

/** For each index of the batch, the index in a shape that is broadcast to it. */
function batchIndices(shape: number[], batchShape: number[]): number[] {
  const missing = batchShape.length - shape.length;
  let indices = [0];
  batchShape.forEach((extent, axis) => {
    const size = axis < missing ? 1 : (shape[axis - missing] ?? 1);
    indices = indices.flatMap((index) => Array.from({ length: extent }, (_, i) => index * size + (size === 1 ? 0 : i)));
  });
  return indices;
}

const batchMatMul: Kernel<{ a: TensorInfo; b: TensorInfo }, BatchMatMulAttrs> = ({ inputs, attrs, heap }) =>
  areFloats(inputs.a, inputs.b) ? multiply(heap, { ...inputs, ...attrs }) : undefined;

const fusedMatMul: Kernel<{ a: TensorInfo; b: TensorInfo; bias?: TensorInfo }, _FusedMatMulAttrs> = ({
  inputs,
  attrs,
  heap,
}) => {
  const { a, b, bias } = inputs;
  const columns = b.shape.at(attrs.transposeB ? -2 : -1);
  const fits = bias == null || util.sizeFromShape(bias.shape) === columns;
  if (!fits || !areFloats(a, b, bias) || !isKnownActivation(attrs.activation)) return undefined;
  return multiply(heap, { a, b, bias, ...attrs });
};

export const matMulKernels: KernelTable = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
