import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { moments } from '../ops/moments.ts';

/** Mean and variance of each place, over `count` values of it, in double precision. */
export interface Statistics {
  count: number;
  mean: Float64Array;
  variance: Float64Array;
}

/** Those of a batch, for each place of the axes that are kept. */
export function statisticsOf(batch: Tensor, kept: readonly number[]): Statistics {
  const reduced = batch.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
  const results: { [name in 'means' | 'errors' | 'variances']?: ArrayLike<number> } = {};
  tf.tidy(() => {
    const x = tf.cast(batch, 'float32');
    const mean = tf.mean(x, reduced, true);
    // What is left of the mean, once it is taken off, is what rounding to a float took off it.
    const centered = moments(tf.sub(x, mean), reduced);
    results.means = mean.dataSync();
    results.errors = centered.mean.dataSync();
    results.variances = centered.variance.dataSync();
  });
  const { means = [], errors = [], variances = [] } = results;
  return {
    count: batch.size / variances.length,
    mean: Float64Array.from(means, (mean, i) => mean + (errors[i] ?? 0)),
    variance: Float64Array.from(variances),
  };
}

/** Those of both batches together: Chan, Golub and LeVeque's way, which has no squares of large numbers. */
export function mergeStatistics(a: Statistics | null, b: Statistics): Statistics {
  if (a === null) return b;
  const count = a.count + b.count;
  const share = b.count / count;
  const distance = b.mean.map((mean, i) => mean - (a.mean[i] ?? 0));
  return {
    count,
    mean: a.mean.map((mean, i) => mean + share * (distance[i] ?? 0)),
    variance: a.variance.map(
      (variance, i) =>
        variance + share * ((b.variance[i] ?? 0) - variance) + share * (1 - share) * (distance[i] ?? 0) ** 2,
    ),
  };
}
