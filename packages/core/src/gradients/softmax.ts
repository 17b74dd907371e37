import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../kernels.ts';
import { gradient, savedTensor } from './tape.ts';

/** In one kernel where the backend has it: `y · (dy - Σ y · dy)`, and `dy - exp y · Σ dy` for the logarithm. */
export const softmaxGradients: readonly tf.GradConfig[] = [
  gradient<{ axis: number }>({ kernelName: 'LogSoftmax', outputsToSave: [true] }, ({ dy, saved, attrs }) => {
    const y = savedTensor(saved, 0);
    return {
      logits: () => {
        const isLast = attrs.axis === -1 || attrs.axis === y.rank - 1;
        if (isLast && hasKernel('LogSoftmaxGrad')) return savedTensor(runKernel('LogSoftmaxGrad', { dy, y }), 0);
        return tf.sub(dy, tf.mul(tf.exp(y), tf.sum(dy, attrs.axis, true)));
      },
    };
  }),
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
