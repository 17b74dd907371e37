import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/** `y · (dy - Σ y · dy)`, in one kernel where the backend has it. */
export const softmaxGradients: readonly tf.GradConfig[] = [
  gradient<{ dim: number }>({ kernelName: 'Softmax', outputsToSave: [true] }, ({ dy, saved, attrs }) => {
    const y = savedTensor(saved, 0);
    return {
      logits: () => {
        const isLast = attrs.dim === -1 || attrs.dim === y.rank - 1;
        if (isLast && hasKernel('SoftmaxGrad')) return savedTensor(runKernel('SoftmaxGrad', { dy, y }), 0);
        const product = tf.mul(dy, y);
        return tf.sub(product, tf.mul(tf.sum(product, attrs.dim, true), y));
      },
    };
  }),
];
