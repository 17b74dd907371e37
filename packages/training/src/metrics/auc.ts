import {
  ArgumentError,
  checkOneOf,
  checkPositiveInteger,
  invalidArgument,
  ShapeError,
  show,
  type OptionsOf,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { pairOf } from '../losses/numbers.ts';
import { EPSILON } from '../losses/probabilities.ts';
import { areaUnder, type Curve, type SummationMethod } from './area.ts';
import { ConfusionMetric } from './confusion-metric.ts';
import type { MetricDirection, MetricConfig } from './metric.ts';
import { checkThresholds, evenThresholds } from './thresholds.ts';

export interface AUCConfig extends MetricConfig {
  /** How many thresholds stand for the curve, at least 2. Default: 200. */
  numThresholds?: number;
  /** Default: `'ROC'`. */
  curve?: Curve | Lowercase<Curve>;
  /** How the curve runs between its points. Default: `'interpolation'`. */
  summationMethod?: SummationMethod | Capitalize<SummationMethod>;
  /** The thresholds between 0 and 1, instead of `numThresholds` even ones. */
  thresholds?: readonly number[] | null;
  /** Whether each label has a curve of its own, and the result is their mean. Default: false. */
  multiLabel?: boolean;
  /** How many labels there are. Default: taken from the first update. */
  numLabels?: number | null;
  /** How much each label counts. Default: all alike. */
  labelWeights?: readonly number[] | null;
  /** Whether `yPred` are logits rather than probabilities. Default: false. */
  fromLogits?: boolean;
}

const counts = ['truePositives', 'falsePositives', 'trueNegatives', 'falseNegatives'] as const;

/**
 * The area under the ROC curve, or under the precision-recall curve, from counts at many thresholds.
 *
 * @throws ArgumentError if an argument is not one of those allowed
 * @see https://keras.io/api/metrics/classification_metrics/#auc-class
 */
export class AUC extends ConfusionMetric {
  static override readonly className: string = 'AUC';
  static override readonly options: readonly string[] = [
    'numThresholds',
    'curve',
    'summationMethod',
    'thresholds',
    'multiLabel',
    'numLabels',
    'labelWeights',
    'fromLogits',
  ] satisfies OptionsOf<AUCConfig>;

  readonly numThresholds: number;
  readonly curve: Curve;
  readonly summationMethod: SummationMethod;
  readonly thresholds: readonly number[] | null;
  readonly multiLabel: boolean;
  readonly numLabels: number | null;
  readonly labelWeights: readonly number[] | null;
  readonly fromLogits: boolean;
  override readonly direction: MetricDirection = 'up';

  constructor(config: AUCConfig = {}) {
    super(config);
    const { numThresholds = 200, curve = 'ROC', summationMethod = 'interpolation', thresholds = null } = config;
    const { multiLabel = false, numLabels = null, labelWeights = null, fromLogits = false } = config;
    const owner = this.describe();
    this.thresholds = thresholds && checkThresholds(thresholds, 0.5, owner).toSorted((a, b) => a - b);
    this.numThresholds = this.thresholds === null ? numThresholds : this.thresholds.length + 2;
    if (!Number.isInteger(this.numThresholds) || this.numThresholds < 2)
      throw invalidArgument({ owner, name: 'numThresholds' }, 'an integer above 1', numThresholds);
    const curves = ['ROC', 'PR', 'PRGAIN'] as const;
    this.curve = checkOneOf(typeof curve === 'string' ? curve.toUpperCase() : curve, {
      owner,
      name: 'curve',
      choices: curves,
    });
    const methods = ['interpolation', 'minoring', 'majoring'] as const;
    const method: unknown = typeof summationMethod === 'string' ? summationMethod.toLowerCase() : summationMethod;
    this.summationMethod = checkOneOf(method, { owner, name: 'summationMethod', choices: methods });
    if (numLabels !== null && !multiLabel)
      throw new ArgumentError(
        `${owner}: expected \`numLabels\` only with multiLabel. Received: numLabels=${show(numLabels)}`,
      );
    this.multiLabel = multiLabel;
    this.numLabels = numLabels === null ? null : checkPositiveInteger(numLabels, { owner, name: 'numLabels' });
    this.labelWeights = labelWeights;
    this.fromLogits = fromLogits;
    if (!multiLabel || numLabels !== null) this.#build(numLabels ?? undefined);
  }

  #build(labels?: number): void {
    const between = this.thresholds ?? evenThresholds(this.numThresholds).slice(1, -1);
    const thresholds = [-EPSILON, ...between, 1 + EPSILON];
    const labelWeights = this.multiLabel ? null : this.labelWeights;
    this.startCounting(counts, { thresholds, perLabel: this.multiLabel, labelWeights }, labels);
  }

  override updateState(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null = null): void {
    tf.tidy(() => {
      const [t, p] = pairOf(() => this.describe(), yTrue, yPred);
      if (this.multiLabel) this.#checkLabels(p);
      super.updateState(t, this.fromLogits ? tf.sigmoid(p) : p, sampleWeight);
    });
  }

  /** Makes the state on the first update, if it is not there. */
  #checkLabels({ rank, shape }: Tensor): void {
    const expected = this.numLabels ?? this.variables[0]?.shape[1] ?? shape[1];
    if (rank !== 2 || shape[1] !== expected)
      throw new ShapeError(
        `${this.describe()}: expected \`yPred\` of shape [batch, ${expected ?? 'labels'}]. Received: yPred.shape=${show(shape)}`,
      );
    if (this.labelWeights !== null && this.labelWeights.length !== expected)
      throw new ShapeError(
        `${this.describe()}: expected \`labelWeights\` for ${expected} labels. Received: ${show(this.labelWeights)}`,
      );
    if (this.variables.length === 0) this.#build(expected);
  }

  override result(): Tensor {
    return tf.tidy(() => {
      const all = {
        truePositives: this.counted('truePositives'),
        falsePositives: this.counted('falsePositives'),
        trueNegatives: this.counted('trueNegatives'),
        falseNegatives: this.counted('falseNegatives'),
      };
      const area = areaUnder(all, this.curve, this.summationMethod);
      if (!this.multiLabel) return area;
      if (this.labelWeights === null) return tf.mean(area);
      const weights = tf.tensor1d([...this.labelWeights]);
      return tf.divNoNan(tf.sum(tf.mul(area, weights)), tf.sum(weights));
    });
  }

  override getConfig(): AUCConfig {
    const { numThresholds, curve, summationMethod, thresholds, multiLabel, numLabels, labelWeights, fromLogits } = this;
    return {
      ...super.getConfig(),
      numThresholds,
      curve,
      summationMethod,
      thresholds,
      multiLabel,
      numLabels,
      labelWeights,
      fromLogits,
    };
  }
}
