import type { ProductWork } from './work.ts';

/** Products of matrices. Where OpenBLAS makes 100 GFLOPS on one thread, the goals are 40, and 50 with relaxed SIMD. */
export const products: ProductWork[] = [512, 1024].map((size) => ({
  name: `gemm-${size}`,
  kind: 'product',
  size,
  goals: [
    { peer: 'openblas-1', atLeast: 0.4, contender: 'argali-simd' },
    { peer: 'openblas-1', atLeast: 0.5, contender: 'argali-relaxed' },
  ],
}));
