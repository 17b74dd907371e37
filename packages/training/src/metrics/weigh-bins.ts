import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The most numbers whose bins are counted in one go: tfjs counts in floats, which stop at 2^24. */
const MANY = 1 << 22;

/** The weight of each of `size` bins, `[size]`, from the bin (int32) and the weight of every value. */
export function weighBins(bins: Tensor, weights: Tensor, size: number): Tensor {
  const [flatBins, flatWeights] = [tf.reshape<tf.Rank.R1>(bins, [-1]), tf.reshape<tf.Rank.R1>(weights, [-1])];
  let total: Tensor | null = null;
  for (let start = 0; start < flatBins.size || total === null; start += MANY) {
    const count = Math.min(MANY, flatBins.size - start);
    const part = (x: tf.Tensor1D): tf.Tensor1D => (count === x.size ? x : tf.slice1d(x, start, count));
    const found = tf.bincount(part(flatBins), part(flatWeights), size);
    total = total === null ? found : tf.add(total, found);
  }
  return total;
}
