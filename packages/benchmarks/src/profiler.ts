import * as tf from '@tensorflow/tfjs-core';
import type { KernelTime } from './protocol.ts';

export interface Profiler {
  /** Puts the kernels back and tells where the time went, longest first. */
  stop(): KernelTime[];
}

/** Counts the calls and the time of each kernel of the current tfjs backend. */
export function startProfiler(): Profiler {
  const times = new Map<string, KernelTime>();
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  let inner = 0;
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    const time: KernelTime = { kernel: kernelName, calls: 0, seconds: 0 };
    times.set(kernelName, time);
    kernel.kernelFunc = (call) => {
      const outer = inner;
      inner = 0;
      const start = performance.now();
      try {
        return kernelFunc(call);
      } finally {
        const seconds = (performance.now() - start) / 1000;
        time.calls++;
        time.seconds += seconds - inner;
        inner = outer + seconds;
      }
    };
  }
  return {
    stop() {
      kernels.forEach((kernel, i) => {
        const original = originals[i];
        if (original) kernel.kernelFunc = original;
      });
      return [...times.values()].filter(({ calls }) => calls > 0).sort((a, b) => b.seconds - a.seconds);
    },
  };
}
