import type { ProductWork } from './work.ts';

/** Products of matrices. The goals are for a machine where OpenBLAS makes 100 GFLOPS on one thread. */
export const products: ProductWork[] = [512, 1024].map((size) => ({
  name: `gemm-${size}`,
  kind: 'product',
  size,
  goals: [
    { atLeast: 40, contender: 'argali-simd' },
    { atLeast: 50, contender: 'argali-relaxed' },
  ],
}));
