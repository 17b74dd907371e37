import { hasKernel, runKernel } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { useGradient } from './gradient.ts';
import { moments, normalize } from './moments.ts';
import { normalizationGradient, type Triple } from './normalization-gradient.ts';

/** How the channels along `axis`, not the first, are put together; `gamma` and `beta` have one entry a channel. */
export interface GroupFactors {
  axis: number;
  groups: number;
  gamma: Tensor | null;
  beta: Tensor | null;
  epsilon: number;
}

/** `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, the moments over each group of channels of each sample. */
export function groupNormalization(x: Tensor, factors: GroupFactors): Tensor {
  const { axis, groups, gamma, beta, epsilon } = factors;
  if (axis === x.rank - 1 && hasKernel('GroupNormalization')) return fusedGroupNormalization(x, factors);
  const split = [groups, (x.shape[axis] ?? 1) / groups];
  const grouped = tf.reshape(x, [...x.shape.slice(0, axis), ...split, ...x.shape.slice(axis + 1)]);
  const broadcast = grouped.shape.map((size, i) => (i === axis || i === axis + 1 ? size : 1));
  const reduced = grouped.shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis);
  const normalized = normalize(grouped, moments(grouped, reduced), {
    gamma: gamma && tf.reshape(gamma, broadcast),
    beta: beta && tf.reshape(beta, broadcast),
    epsilon,
  });
  return tf.reshape(normalized, x.shape);
}

function fusedGroupNormalization(x: Tensor, { groups, gamma, beta, epsilon }: GroupFactors): Tensor {
  useGradient(groupNormalizationGradient);
  // The tape saves gamma, so it may not be missing.
  const inputs = { x, gamma: gamma ?? tf.ones([x.shape.at(-1) ?? 1]), ...(beta && { beta }) };
  const [y] = runKernel('GroupNormalization', inputs, { groups, epsilon }) as Triple;
  return y;
}

const groupNormalizationGradient = /* @__PURE__ */ normalizationGradient('GroupNormalization');
