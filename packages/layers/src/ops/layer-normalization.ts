import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';
import { moments, normalize } from './moments.ts';
import { normalizationGradient, type Triple } from './normalization-gradient.ts';

/** What happens along `axes`, in ascending order; `gamma` and `beta` have the sizes of these axes. */
export interface RowFactors {
  axes: readonly number[];
  gamma: Tensor | null;
  beta: Tensor | null;
  epsilon: number;
  /** Whether the mean stays in: RMS normalisation. */
  rms?: boolean;
}

/** `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, the moments over `axes`; one kernel where the backend has one. */
export function layerNormalization(x: Tensor, factors: RowFactors): Tensor {
  const { axes, gamma, beta, epsilon, rms = false } = factors;
  const areLast = axes[0] === x.rank - axes.length;
  if (areLast && hasKernel('LayerNormalization')) return fusedLayerNormalization(x, factors);
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  const broadcast = { gamma: gamma && tf.reshape(gamma, shape), beta: beta && tf.reshape(beta, shape), epsilon };
  if (!rms) return normalize(x, moments(x, [...axes]), broadcast);
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), [...axes], true), epsilon));
  return tf.mul(tf.mul(x, inverse), broadcast.gamma ?? 1);
}

/** One kernel over the last axes, taken together as one. */
function fusedLayerNormalization(x: Tensor, { axes, gamma, beta, epsilon, rms = false }: RowFactors): Tensor {
  useGradient(layerNormalizationGradient);
  const columns = tf.util.sizeFromShape(x.shape.slice(x.rank - axes.length));
  const flat = (tensor: Tensor, shape: number[]): Tensor => (axes.length === 1 ? tensor : tf.reshape(tensor, shape));
  const inputs = {
    x: flat(x, [-1, columns]),
    // The tape saves it, so it may not be missing.
    gamma: gamma === null ? tf.ones([columns]) : flat(gamma, [columns]),
    ...(beta && { beta: flat(beta, [columns]) }),
  };
  const [y] = runKernel('LayerNormalization', inputs, { epsilon, rms }) as Triple;
  return flat(y, x.shape);
}

const layerNormalizationGradient = /* @__PURE__ */ normalizationGradient('LayerNormalization');
