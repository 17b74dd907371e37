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

/** How the matrices of both sides lie, and the shape of the batch. Throws unless they fit together. */
function sidesOf({ a, b, transposeA, transposeB }: Product): { left: Matrix; right: Matrix; batchShape: number[] } {
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
  return { left, right, batchShape };
}

/** activation(a · b + bias), over all matrices of a batch. */
export function multiply(heap: Heap, product: Product): TensorInfo {
  const { bias, activation = 'linear', leakyreluAlpha } = product;
  const { left, right, batchShape } = sidesOf(product);
  const c = heap.output([...batchShape, left.rows, right.columns]);
  const [low, high] = activationRange(activation);
  const parts = products(heap, { ...product, c, left, right, batchShape });
  const scratch = heap.scratch(heap.kernels.gemmScratch(parts[0]?.rows ?? 0, right.columns, left.columns));
  const { rowStride: aRow, columnStride: aColumn, columns: depth } = left;
  const { rowStride: bRow, columnStride: bColumn, columns } = right;
  const biasAt = bias == null ? 0 : heap.pointer(bias);
  for (const { rows, aAt, bAt, cAt } of parts) {
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
      columns * 4,
      biasAt,
      low,
      high,
      scratch,
    );
  }
  applyActivation(heap, c, { name: activation, alpha: leakyreluAlpha });
  return c;
}

/** a · b of whole numbers, over all matrices of a batch. */
function multiplyIntegers(heap: Heap, product: Product): TensorInfo {
  const { left, right, batchShape } = sidesOf(product);
  const c = heap.output([...batchShape, left.rows, right.columns], 'int32');
  for (const { rows, aAt, bAt, cAt } of products(heap, { ...product, c, left, right, batchShape })) {
    const sizes = [rows, right.columns, left.columns] as const;
    const sides = [aAt, left.rowStride, left.columnStride, bAt, right.rowStride, right.columnStride] as const;
    heap.kernels.multiplyIntegers(...sizes, ...sides, cAt);
  }
  return c;
}

interface Part {
  rows: number;
  /** Addresses of the three matrices. */
  aAt: number;
  bAt: number;
  cAt: number;
}

interface Batch extends Product {
  c: TensorInfo;
  left: Matrix;
  right: Matrix;
  batchShape: number[];
}

/** The plain products that make up a batched one. */
function products(heap: Heap, { a, b, c, left, right, transposeA, batchShape }: Batch): Part[] {
  const count = util.sizeFromShape(batchShape);
  if (count * left.rows === 0) return [];
  const [aAt, bAt, cAt] = [heap.pointer(a), heap.pointer(b), heap.pointer(c)];
  if (count === 1) return [{ rows: left.rows, aAt, bAt, cAt }];
  const aCount = util.sizeFromShape(a.shape.slice(0, -2));
  const bCount = util.sizeFromShape(b.shape.slice(0, -2));
  // One right-hand side for all: the rows of every left-hand side form one matrix.
  if (bCount === 1 && aCount === count && !transposeA) return [{ rows: count * left.rows, aAt, bAt, cAt }];
  const aIndices = batchIndices(a.shape.slice(0, -2), batchShape);
  const bIndices = batchIndices(b.shape.slice(0, -2), batchShape);
  const [aBytes, bBytes, cBytes] = [bytesOf(left), bytesOf(right), left.rows * right.columns * 4];
  return aIndices.map((aIndex, i) => ({
    rows: left.rows,
    aAt: aAt + aIndex * aBytes,
    bAt: bAt + (bIndices[i] ?? 0) * bBytes,
    cAt: cAt + i * cBytes,
  }));
}

function bytesOf({ rows, columns }: Matrix): number {
  return rows * columns * 4;
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

const batchMatMul: Kernel<{ a: TensorInfo; b: TensorInfo }, BatchMatMulAttrs> = ({ inputs, attrs, heap }) => {
  const product = { ...inputs, ...attrs };
  if (areFloats(inputs.a, inputs.b)) return multiply(heap, product);
  return [inputs.a, inputs.b].every(({ dtype }) => dtype === 'int32') ? multiplyIntegers(heap, product) : undefined;
};

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
