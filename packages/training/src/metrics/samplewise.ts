import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { numbersOf, type Named } from '../losses/numbers.ts';
import { matchWeights } from '../losses/reduce.ts';
import { toFloat } from '../losses/shapes.ts';

export interface Samplewise {
  /** Weighted, `[batch]` or a scalar. */
  values: Tensor;
  weights: Tensor | null;
}

export interface SamplewiseOptions {
  weights: Tensor | null;
  /** How the values of one sample become one. */
  reduce: 'mean' | 'sum';
  owner: string;
}

/** One weighted value per sample: values `[batch, …]`, weights of any rank up to theirs. */
export function samplewise(values: Tensor, { weights, reduce, owner }: SamplewiseOptions): Samplewise {
  const perSample = (x: Tensor): Tensor => {
    if (x.rank <= 1) return x;
    const axes = x.shape.map((_, i) => i).slice(1);
    return reduce === 'mean' ? tf.mean(x, axes) : tf.sum(x, axes);
  };
  if (weights === null) return { values: perSample(toFloat(values)), weights: null };
  const [v, w] = matchWeights(toFloat(values), toFloat(weights), owner);
  return { values: perSample(tf.mul(v, w)), weights: perSample(tf.broadcastTo(w, v.shape)) };
}

/** A number as a tensor, or a tensor as it is. `name` is what errors call it. */
export function asTensor(value: Tensor | number, name: Named): Tensor {
  return typeof value === 'number' ? tf.scalar(value) : numbersOf(value, name);
}
