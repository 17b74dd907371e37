import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';
import { moments, normalize, type Moments } from './moments.ts';

/** What happens to the channels of `x`, which lie along `axis`. Tensors are of shape `[channels]`. */
export interface ChannelFactors {
  axis: number;
  gamma: Tensor | null;
  beta: Tensor | null;
  epsilon: number;
}

/** `x` with each channel normalised by its own moments, and these: one kernel where the backend has one. */
export function batchNormalization(x: Tensor, factors: ChannelFactors): { y: Tensor; moments: Moments } {
  if (factors.axis !== x.rank - 1 || !hasKernel('BatchNormalization')) {
    const moments = channelMoments(x, factors.axis);
    return { y: normalizeChannels(x, moments, factors), moments };
  }
  useGradient(batchNormalizationGradient);
  const { epsilon } = factors;
  const [y, mean, variance] = runKernel('BatchNormalization', { x, ...affine(x, factors) }, { epsilon }) as Triple;
  return { y, moments: { mean, variance } };
}

/** Moments `[channels]` of each channel; `weights`, of a shape that broadcasts over `x`, says what counts. */
export function channelMoments(x: Tensor, axis: number, weights: Tensor | null = null): Moments {
  const axes = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const { mean, variance } = moments(x, axes, weights);
  return { mean: tf.reshape(mean, [-1]), variance: tf.reshape(variance, [-1]) };
}

/** `gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each channel, by moments `[channels]` from elsewhere. */
export function normalizeChannels(x: Tensor, { mean, variance }: Moments, factors: ChannelFactors): Tensor {
  const { axis, epsilon } = factors;
  const channels = x.shape[axis] ?? 1;
  if (axis === x.rank - 1) {
    // Some backends know images only.
    const image = tf.reshape(x, [1, 1, -1, channels]);
    const { gamma: scale, beta: offset } = affine(x, factors);
    const inputs = { x: image, mean, variance, scale, ...(offset && { offset }) };
    const [y] = runKernel('FusedBatchNorm', inputs, { varianceEpsilon: epsilon }) as [Tensor];
    return tf.reshape(y, x.shape);
  }
  const shape = x.shape.map((_, i) => (i === axis ? channels : 1));
  const broadcast = (vector: Tensor): Tensor => tf.reshape(vector, shape);
  const { gamma, beta } = factors;
  return normalize(
    x,
    { mean: broadcast(mean), variance: broadcast(variance) },
    { gamma: gamma && broadcast(gamma), beta: beta && broadcast(beta), epsilon },
  );
}

/** Inputs of the kernels: a `beta` may be missing; a `gamma` may not, since the tape saves it. */
function affine(x: Tensor, { axis, gamma, beta }: ChannelFactors): { gamma: Tensor; beta?: Tensor } {
  return { gamma: gamma ?? tf.ones([x.shape[axis] ?? 1]), ...(beta && { beta }) };
}

type Triple = [Tensor, Tensor, Tensor];

const batchNormalizationGradient: GradConfig = {
  kernelName: 'BatchNormalization',
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attributes) => {
    // The moments come out for the moving averages alone, which no loss depends on.
    const [dy] = dys as Triple;
    const [x, gamma, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
    const inputs = { dy, x, gamma, mean, variance };
    const [dx, dGamma, dBeta] = runKernel('BatchNormalizationGrad', inputs, attributes) as Triple;
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
  },
};
