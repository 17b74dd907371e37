import {
  camelCaseKey,
  checkNonNegativeInteger,
  checkOneOf,
  type Name,
  type OptionsOf,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { numbersOf, pairOf } from '../losses/numbers.ts';
import { matchWeights } from '../losses/reduce.ts';
import { matchRanks, pairError, toFloat } from '../losses/shapes.ts';
import { Metric, type MetricConfig, type MetricDirection } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';

type Aggregation = 'uniformAverage' | 'varianceWeightedAverage';

export interface R2ScoreConfig extends MetricConfig {
  /** How the scores of the outputs become one; `null`: they do not. Default: `'uniformAverage'`. */
  classAggregation?: Name<Aggregation> | null;
  /** How many inputs the predictions were made from, for the adjusted score. Default: 0, no adjustment. */
  numRegressors?: number;
}

interface State {
  /** What is taken off all targets before they are summed up, so that those far from 0 keep their digits. */
  shift: Variable;
  squaredSum: Variable;
  sum: Variable;
  residual: Variable;
  count: Variable;
}

/**
 * The coefficient of determination, `1 - Σ (t - p)² / Σ (t - mean t)²`, of targets `[batch, outputs]`: 1 for perfect
 * predictions, 0 for those no better than the mean.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/regression_metrics/#r2score-class
 */
export class R2Score extends Metric {
  static override readonly className: string = 'R2Score';
  static override readonly defaultName: string | null = 'r2_score';
  static override readonly options: readonly string[] = [
    'classAggregation',
    'numRegressors',
  ] satisfies OptionsOf<R2ScoreConfig>;

  readonly classAggregation: Aggregation | null;
  readonly numRegressors: number;
  readonly #numSamples: Variable;
  #state: State | null = null;
  override readonly direction: MetricDirection = 'up';

  constructor(config: R2ScoreConfig = {}) {
    super(config);
    const { classAggregation = 'uniformAverage', numRegressors = 0 } = config;
    const owner = this.describe();
    const choices = ['uniformAverage', 'varianceWeightedAverage'] as const;
    this.classAggregation =
      classAggregation === null
        ? null
        : checkOneOf(typeof classAggregation === 'string' ? camelCaseKey(classAggregation) : classAggregation, {
            owner,
            name: 'classAggregation',
            choices,
          });
    this.numRegressors = checkNonNegativeInteger(numRegressors, { owner, name: 'numRegressors' });
    this.#numSamples = this.addVariable('num_samples', []);
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const owner = this.describe();
      const pair = pairOf(owner, yTrue, yPred);
      const [t, p] = matchRanks(toFloat(pair[0]), toFloat(pair[1]));
      if (t.rank !== 2 || !tf.util.arraysEqual(t.shape, p.shape))
        throw pairError(owner, pair, '`yTrue` and `yPred` of shape [batch, outputs]');
      const ones = tf.onesLike(t);
      const weights =
        sampleWeight === null
          ? ones
          : tf.mul(...matchWeights(ones, toFloat(numbersOf(sampleWeight, () => `${owner}: sampleWeight`)), owner));
      const state = (this.#state ??= this.#build(t.shape.slice(1)));
      const isFirst = tf.equal(valueOf(state.count), 0);
      const mean = tf.divNoNan(tf.sum(tf.mul(t, weights), 0), tf.sum(weights, 0));
      state.shift.value.assign(tf.where(isFirst, mean, state.shift.value));
      const shifted = tf.sub(t, state.shift.value);
      const weighted = tf.mul(shifted, weights);
      addTo(state.sum, tf.sum(weighted, 0));
      addTo(state.squaredSum, tf.sum(tf.mul(shifted, weighted), 0));
      addTo(state.residual, tf.sum(tf.mul(tf.squaredDifference(t, p), weights), 0));
      addTo(state.count, tf.sum(weights, 0));
      addTo(this.#numSamples, tf.scalar(t.size));
    });
  }

  #build(shape: readonly number[]): State {
    return {
      shift: this.addVariable('shift', shape),
      squaredSum: this.addVariable('squared_sum', shape),
      sum: this.addVariable('sum', shape),
      residual: this.addVariable('residual', shape),
      count: this.addVariable('count', shape),
    };
  }

  override result(): Tensor {
    return tf.tidy(() => {
      if (this.#state === null) return tf.scalar(NaN);
      const { squaredSum, sum, residual, count } = this.#state;
      const total = tf.sub(valueOf(squaredSum), tf.div(tf.square(valueOf(sum)), valueOf(count)));
      const raw = tf.sub(1, tf.div(valueOf(residual), total));
      const scores = tf.where(tf.isInf(raw), tf.zerosLike(raw), raw);
      return this.#adjust(this.#aggregate(scores, total));
    });
  }

  #aggregate(scores: Tensor, variances: Tensor): Tensor {
    if (this.classAggregation === null) return scores;
    if (this.classAggregation === 'uniformAverage') return tf.mean(scores);
    return tf.div(tf.sum(tf.mul(variances, scores)), tf.sum(variances));
  }

  /** The score with regard to the number of inputs, where there are samples enough for it. */
  #adjust(score: Tensor): Tensor {
    if (this.numRegressors === 0) return score;
    const free = tf.sub(this.#numSamples.value, this.numRegressors + 1);
    const adjusted = tf.sub(1, tf.div(tf.mul(tf.sub(1, score), tf.sub(this.#numSamples.value, 1)), free));
    return tf.where(tf.greater(free, 0), adjusted, score);
  }

  override getConfig(): R2ScoreConfig {
    const { classAggregation, numRegressors } = this;
    return { ...super.getConfig(), classAggregation, numRegressors };
  }
}
