import { hasKernel, runKernel } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { runWithMemory, type MemoryKernel } from './with-memory.ts';

export interface FusedAttention {
  /** `[batch, queries, heads, keySize]` */
  query: Tensor;
  /** `[batch, keys, keyHeads, keySize]`: each serves as many neighbouring heads of queries as there are more of these. */
  key: Tensor;
  /** `[batch, keys, keyHeads, valueSize]` */
  value: Tensor;
  /** bool, of a shape that broadcasts over `[batch, heads, queries, keys]`. */
  mask: Tensor | null;
  /** Whether a query that sees nothing gets zeros rather than the mean of all values. */
  clear: boolean;
}

/** Whether the current backend has attention as one kernel. */
export function canFuseAttention(): boolean {
  return hasKernel('Attention');
}

/** `softmax(query · keyᵀ / sqrt(keySize)) · value` as one kernel, with one for its gradient: `[batch, queries, heads, valueSize]`. */
export function fusedAttention({ mask, clear, ...heads }: FusedAttention): Tensor {
  const attributes = { scale: 1 / Math.sqrt(heads.query.shape[3] ?? 1), clear };
  const inputs = mask === null ? heads : { ...heads, mask };
  const [output] = runWithMemory(attention, inputs, { count: 1, attributes }) as [Tensor];
  return output;
}

const attention: MemoryKernel = {
  name: 'Attention',
  results: ['output', 'weights'],
  gradient: (known, [dOutput], attributes) => {
    const inputs = dOutput === undefined ? known : { ...known, dOutput };
    const [dQuery, dKey, dValue] = runKernel('AttentionGrad', inputs, attributes) as [Tensor, Tensor, Tensor];
    return { query: () => dQuery, key: () => dKey, value: () => dValue };
  },
};
