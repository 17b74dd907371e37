import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor, sumToShape } from './tape.ts';

/** `scale · (x - mean) / √(variance + epsilon) + offset`, for `x` of any rank, where tfjs-core's own wants rank 4. */
const fusedBatchNorm = gradient<{ varianceEpsilon: number }>(
  { kernelName: 'FusedBatchNorm', inputsToSave: ['x', 'mean', 'variance', 'scale'] },
  ({ dy, saved, attrs }) => {
    const [x, mean, variance] = [savedTensor(saved, 0), savedTensor(saved, 1), savedTensor(saved, 2)];
    const inverse = tf.rsqrt(tf.add(variance, attrs.varianceEpsilon));
    const factor = tf.mul(inverse, savedTensor(saved, 3));
    const sum = (): tf.Tensor => sumToShape(dy, mean.shape);
    const dot = (): tf.Tensor => sumToShape(tf.mul(dy, tf.sub(x, mean)), mean.shape);
    return {
      x: () => tf.mul(dy, factor),
      mean: () => tf.neg(tf.mul(sum(), factor)),
      variance: () => tf.mul(dot(), tf.mul(factor, tf.mul(tf.square(inverse), -0.5))),
      scale: () => tf.mul(dot(), inverse),
      offset: sum,
    };
  },
);

export const normalizationGradients: readonly tf.GradConfig[] = [fusedBatchNorm];
