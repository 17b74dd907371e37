import { checkFinite, checkOptions, invalidArgument, type ArgumentOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Moments } from '../ops/moments.ts';
import { stopGradient } from '../ops/stop-gradient.ts';

/** Bounds of the corrections: the scale from `rmin` to `rmax`, the shift up to `dmax` either way. */
export interface RenormClipping {
  rmin?: number;
  rmax?: number;
  dmax?: number;
}

export function checkRenormClipping(
  clipping: RenormClipping | null | undefined,
  of: ArgumentOf,
): RenormClipping | null {
  if (clipping == null) return null;
  const { rmin, rmax, dmax } = checkOptions(clipping, `${of.owner}: \`${of.name}\``, ['rmin', 'rmax', 'dmax']);
  for (const value of [rmin, rmax, dmax]) if (value !== undefined) checkFinite(value, of);
  const ordered = rmin === undefined || rmax === undefined || rmin <= rmax;
  if (!ordered || (dmax ?? 0) < 0)
    throw invalidArgument(of, '{ rmin, rmax, dmax } with rmin <= rmax and dmax >= 0', clipping);
  return clipping;
}

interface RenormalizationState {
  movingStddev: Variable;
  renormMean: Variable;
  renormStddev: Variable;
  epsilon: number;
  momentum: number;
  clipping: RenormClipping;
}

/**
 * What `BatchNormalization` does under `renorm`: the batch is normalised as if by slowly moving statistics.
 *
 * Source: Ioffe, 2017, https://arxiv.org/abs/1702.03275
 */
export class BatchRenormalization {
  readonly #state: RenormalizationState;

  constructor(state: RenormalizationState) {
    this.#state = state;
  }

  /** Factor and offset that take the place of `gamma` and `beta`; the corrections in them count as constants. */
  correct(
    { mean, variance }: Moments,
    { gamma, beta }: { gamma: Tensor | null; beta: Tensor | null },
  ): { gamma: Tensor; beta: Tensor } {
    const { renormMean, renormStddev, epsilon, clipping } = this.#state;
    const { rmin = -Infinity, rmax = Infinity, dmax = Infinity } = clipping;
    const slowStddev = tf.maximum(renormStddev.value, Math.sqrt(epsilon));
    const stddev = tf.sqrt(tf.add(stopGradient(variance), epsilon));
    const scale = tf.minimum(tf.maximum(tf.div(stddev, slowStddev), rmin), rmax);
    const shift = tf.div(tf.sub(stopGradient(mean), renormMean.value), slowStddev);
    const clipped = tf.minimum(tf.maximum(shift, -dmax), dmax);
    const offset = gamma === null ? clipped : tf.mul(clipped, gamma);
    return {
      gamma: gamma === null ? scale : tf.mul(scale, gamma),
      beta: beta === null ? offset : tf.add(offset, beta),
    };
  }

  /** Moves the averages along and returns the new moving variance. */
  update({ mean, variance }: Moments, momentum: number): Tensor {
    const { movingStddev, renormMean, renormStddev, epsilon } = this.#state;
    const stddev = tf.sqrt(tf.add(variance, epsilon));
    renormMean.moveTowards(mean, this.#state.momentum);
    renormStddev.moveTowards(stddev, this.#state.momentum);
    movingStddev.moveTowards(stddev, momentum);
    return tf.relu(tf.sub(tf.square(movingStddev.value), epsilon));
  }
}
