import type { ProductWork } from './work.ts';

/** Products of matrices. The goal is 40 (relaxed SIMD: 50) GFLOPS where OpenBLAS makes 100 on one thread. */
export const products: ProductWork[] = [512, 1024].map((size) => ({
  name: `gemm-${size}`,
  kind: 'product',
  size,
  goals: [
    { peer: 'openblas-1', atLeast: 0.4, contender: 'argali-simd' },
    { peer: 'openblas-1', atLeast: 0.5, contender: 'argali-relaxed' },
  ],
}));
