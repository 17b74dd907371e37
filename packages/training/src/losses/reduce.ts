import { ShapeError, show } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ReductionName } from './reduction.ts';
import { matchRanks, toFloat } from './shapes.ts';

export interface Weighting {
  sampleWeight: Tensor | null;
  /** Which entries count. */
  mask: Tensor | null;
}

/**
 * Sample weights and mask as one weight per entry, or `null` if every entry counts once. Where the losses are going to be
 * divided by their count, the entries that count weigh `all / counting`, so that the result is the mean over those.
 */
export function mergeMask({ sampleWeight, mask }: Weighting, reduction: ReductionName): Tensor | null {
  if (mask === null) return sampleWeight === null ? null : toFloat(sampleWeight);
  const counts = toFloat(mask);
  const isMean = reduction === 'mean' || reduction === 'sumOverBatchSize';
  const weight = isMean ? tf.mul(counts, tf.divNoNan(mask.size, tf.sum(counts))) : counts;
  if (sampleWeight === null) return weight;
  const [a, b] = matchRanks(weight, toFloat(sampleWeight));
  return tf.mul(...broadcastable(a, b));
}

/** Both tensors with one rank: the smaller one gets axes of size 1 at its end, so that `[n]` weighs the rows of `[n, …]`. */
function broadcastable(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const rank = Math.max(a.rank, b.rank);
  return [expandTo(a, rank), expandTo(b, rank)];
}

function expandTo(x: Tensor, rank: number): Tensor {
  return x.rank === 0 || x.rank >= rank ? x : tf.reshape(x, [...x.shape, ...Array<number>(rank - x.rank).fill(1)]);
}

/**
 * `values` and their weights at one rank, so that the weights broadcast: `[n]`, `[n, 1]` and `[n, steps]` all weigh values
 * `[n, steps]`.
 *
 * @throws ShapeError if they cannot
 */
export function matchWeights(values: Tensor, weights: Tensor, owner: string): [Tensor, Tensor] {
  const [v, w] = matchRanks(values, weights);
  const expanded = expandTo(w, v.rank);
  const fits = expanded.rank <= v.rank && expanded.shape.every((size, i) => size === 1 || size === v.shape[i]);
  if (fits) return [v, expanded];
  throw new ShapeError(
    `${owner}: expected weights or a mask that fit values of shape ${show(values.shape)}. Received: shape=${show(weights.shape)}`,
  );
}

/** `losses` times their weights, reduced. */
export function reduceWeighted(
  losses: Tensor,
  weighting: Weighting,
  { reduction, owner }: { reduction: ReductionName; owner: string },
): Tensor {
  const weights = mergeMask(weighting, reduction);
  const [values, weight] = weights === null ? [losses, null] : matchWeights(losses, weights, owner);
  const weighted = weight === null ? values : tf.mul(values, weight);
  if (reduction === 'none' || weighted.rank === 0) return weighted;
  if (reduction === 'meanWithSampleWeight' && weight !== null) {
    const total = tf.sum(weight);
    // 0 where all weights are: not by divNoNan, whose gradient then is NaN.
    return tf.div(tf.sum(weighted), tf.where(tf.equal(total, 0), tf.onesLike(total), total));
  }
  return reduction === 'sum' ? tf.sum(weighted) : tf.mean(weighted);
}
