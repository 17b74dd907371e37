import { runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';

/** A kernel that leaves more behind than comes out, for the way back. */
export interface MemoryKernel {
  name: string;
  /** Names of its results, what comes out first. */
  results: readonly string[];
  /**
   * Gradients of the inputs by name, each computed when called, from all inputs and results by name and the gradients of
   * what came out, in order.
   */
  gradient: (known: tf.NamedTensorMap, dys: Tensor[], attributes: object) => Record<string, () => Tensor>;
}

interface Attributes {
  kernel: MemoryKernel;
  names: string[];
  count: number;
  attributes: object;
}

/**
 * Runs a kernel and returns the first `count` of its results. Differentiation sees them alone: for each result that nothing
 * depends on it would make a gradient of zeros.
 */
export function runWithMemory(
  kernel: MemoryKernel,
  inputs: tf.NamedTensorMap,
  { count, attributes }: { count: number; attributes: object },
): Tensor[] {
  useGradient(memoryGradient);
  const { kernelFunc } = tf.getKernel(kernel.name, tf.getBackend());
  const attrs = attributes as tf.NamedAttrMap;
  const results = [kernelFunc({ inputs, attrs, backend: tf.backend() })]
    .flat()
    .map((info) => tf.engine().makeTensorFromTensorInfo(info));
  const names = [...kernel.results, ...Object.keys(inputs)];
  const all = [...results, ...Object.values(inputs)] as unknown as tf.NamedTensorMap;
  return runKernel('FirstOf', all, { kernel, names, count, attributes });
}

const memoryGradient: GradConfig = {
  kernelName: 'FirstOf',
  saveAllInputs: true,
  gradFunc: (dys, saved, attrs) => {
    const { kernel, names, attributes } = attrs as unknown as Attributes;
    const known = Object.fromEntries(names.map((name, i) => [name, saved[i]])) as tf.NamedTensorMap;
    const gradients = Object.entries(kernel.gradient(known, [dys].flat(), attributes));
    return Object.fromEntries(gradients.map(([name, gradient]) => [names.indexOf(name), gradient]));
  },
};
