import type { Heap } from './heap.ts';

interface MatrixProduct {
  m: number;
  n: number;
  k: number;
  /** Address, distance between rows, distance between columns (in floats). */
  a: readonly [pointer: number, rowStride: number, columnStride: number];
  b: readonly [pointer: number, rowStride: number, columnStride: number];
  c: number;
  bias?: number;
}

/** c [m, n] = a [m, k] · b [k, n] + bias. */
export function multiply(heap: Heap, { m, n, k, a, b, c, bias = 0 }: MatrixProduct): void {
  const scratch = heap.scratch(heap.kernels.gemmScratch(m, n, k));
  const sides = [a[0], 4 * a[1], 4 * a[2], b[0], 4 * b[1], 4 * b[2]] as const;
  heap.kernels.gemm(m, n, k, ...sides, c, 4 * n, bias, -Infinity, Infinity, scratch);
}
