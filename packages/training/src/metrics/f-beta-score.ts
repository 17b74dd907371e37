import { checkOneOf, invalidArgument, ShapeError, show, type OptionsOf, type Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkPositive } from '../losses/checks.ts';
import { pairOf, weightsOf } from '../losses/numbers.ts';
import { EPSILON } from '../losses/probabilities.ts';
import { matchWeights } from '../losses/reduce.ts';
import { pairError, toFloat } from '../losses/shapes.ts';
import { Metric, type MetricConfig, type MetricDirection } from './metric.ts';
import { addTo, valueOf } from './add-to.ts';

/** How the scores of the classes become one; `null`: they do not. */
export type Average = 'micro' | 'macro' | 'weighted' | null;

export interface FBetaScoreConfig extends MetricConfig {
  /**
   * `'macro'`: the mean over the classes; `'weighted'`: the same, weighted by how often each occurs; `'micro'`: one score of
   * all predictions; `null`, the default: one score for each class.
   */
  average?: Average;
  /** How much recall weighs against precision, a positive number. Default: 1. */
  beta?: number;
  /** Predictions above it are a yes, above 0 and at most 1. Default: the largest prediction of each sample is. */
  threshold?: number | null;
}

const stateNames = ['true_positives', 'false_positives', 'false_negatives', 'intermediate_weights'] as const;

/**
 * The weighted harmonic mean of precision and recall: `(1 + β²) precision · recall / (β² precision + recall)`, for one-hot
 * or multi-label targets `[batch, classes]`.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/classification_metrics/#fbetascore-class
 */
export class FBetaScore extends Metric {
  static override readonly className: string = 'FBetaScore';
  static override readonly defaultName: string | null = 'fbeta_score';
  static override readonly options: readonly string[] = [
    'average',
    'beta',
    'threshold',
  ] satisfies OptionsOf<FBetaScoreConfig>;

  readonly average: Average;
  readonly beta: number;
  readonly threshold: number | null;
  #state: readonly Variable[] = [];
  override readonly direction: MetricDirection = 'up';

  constructor(config: FBetaScoreConfig = {}) {
    super(config);
    const { average = null, beta = 1, threshold = null } = config;
    const owner = this.describe();
    const averages = ['micro', 'macro', 'weighted'] as const;
    this.average = average === null ? null : checkOneOf(average, { owner, name: 'average', choices: averages });
    this.beta = checkPositive(beta, { owner, name: 'beta' });
    if (threshold !== null && (typeof threshold !== 'number' || !(threshold > 0 && threshold <= 1)))
      throw invalidArgument({ owner, name: 'threshold' }, 'a number above 0 and at most 1', threshold);
    this.threshold = threshold;
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const owner = this.describe();
      const pair = pairOf(owner, yTrue, yPred);
      this.#build(...pair);
      const t = toFloat(pair[0]);
      const p = toFloat(this.#isYes(toFloat(pair[1])));
      const weights = weightsOf(sampleWeight, () => `${owner}: sampleWeight`);
      const weighted = (x: Tensor): Tensor =>
        weights === null ? x : tf.mul(...matchWeights(x, toFloat(weights), owner));
      const both = tf.mul(p, t);
      const amounts = [both, tf.sub(p, both), tf.sub(t, both), t].map((x) =>
        this.average === 'micro' ? tf.sum(weighted(x)) : tf.sum(weighted(x), 0),
      );
      this.#state.forEach((variable, i) => addTo(variable, amounts[i] ?? both));
    });
  }

  /** Which predictions are a yes. */
  #isYes(p: Tensor): Tensor {
    if (this.threshold !== null) return tf.greater(p, this.threshold);
    return tf.logicalAnd(tf.greaterEqual(p, tf.max(p, -1, true)), tf.greater(tf.abs(p), 1e-9));
  }

  #build(yTrue: Tensor, yPred: Tensor): void {
    if (yPred.rank !== 2 || !tf.util.arraysEqual(yTrue.shape, yPred.shape))
      throw pairError(this.describe(), [yTrue, yPred], '`yTrue` and `yPred` of shape [batch, classes]');
    const shape = this.average === 'micro' ? [] : yPred.shape.slice(1);
    if (this.#state.length === 0) this.#state = stateNames.map((name) => this.addVariable(name, shape));
    const known = this.#state[0]?.shape;
    if (!tf.util.arraysEqual(known ?? [], shape))
      throw new ShapeError(
        `${this.describe()}: expected ${show(known)} classes as before. Received: yPred.shape=${show(yPred.shape)}`,
      );
  }

  override result(): Tensor {
    return tf.tidy(() => {
      const [tp, fp, fn, occurrences] = this.#state.map(valueOf);
      if (!tp || !fp || !fn || !occurrences) return tf.scalar(0);
      const precision = tf.div(tp, tf.add(tf.add(tp, fp), EPSILON));
      const recall = tf.div(tp, tf.add(tf.add(tp, fn), EPSILON));
      const square = this.beta ** 2;
      const divisor = tf.add(tf.add(tf.mul(precision, square), recall), EPSILON);
      const scores = tf.mul(tf.div(tf.mul(precision, recall), divisor), 1 + square);
      if (this.average === null) return scores;
      if (this.average !== 'weighted') return tf.mean(scores);
      return tf.sum(tf.mul(scores, tf.div(occurrences, tf.add(tf.sum(occurrences), EPSILON))));
    });
  }

  override getConfig(): FBetaScoreConfig {
    const { average, beta, threshold } = this;
    return { ...super.getConfig(), average, beta, threshold };
  }
}
