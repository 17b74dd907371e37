import {
  ArgumentError,
  normalizeIdentifier,
  Registry,
  snakeCaseClass,
  type Name,
  type SerializedObject,
} from '@argali/core';
import { isClass } from '../is-class.ts';
import { isCrossentropy } from '../losses/get.ts';
import { labelKind, type PairShapes } from '../losses/label-kind.ts';
import { Loss } from '../losses/loss.ts';
import { Accuracy } from './accuracy.ts';
import { AUC } from './auc.ts';
import { BinaryAccuracy } from './binary-accuracy.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { BinaryIoU } from './binary-iou.ts';
import { CategoricalAccuracy } from './categorical-accuracy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalHinge } from './categorical-hinge.ts';
import { ConcordanceCorrelation } from './concordance-correlation.ts';
import { CosineSimilarity } from './cosine-similarity.ts';
import { FBetaScore } from './f-beta-score.ts';
import { F1Score } from './f1-score.ts';
import { FalseNegatives } from './false-negatives.ts';
import { FalsePositives } from './false-positives.ts';
import type { MetricFunction } from './functions.ts';
import { Hinge } from './hinge.ts';
import { IoU } from './iou.ts';
import { KLDivergence } from './kl-divergence.ts';
import { LogCoshError } from './log-cosh-error.ts';
import { LossMetric } from './loss-metric.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
import { MeanIoU } from './mean-iou.ts';
import { MeanMetricWrapper } from './mean-metric-wrapper.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
import { Mean } from './mean.ts';
import { Metric } from './metric.ts';
import { OneHotIoU } from './one-hot-iou.ts';
import { OneHotMeanIoU } from './one-hot-mean-iou.ts';
import { PearsonCorrelation } from './pearson-correlation.ts';
import { Poisson } from './poisson.ts';
import { PrecisionAtRecall } from './precision-at-recall.ts';
import { Precision } from './precision.ts';
import { R2Score } from './r2-score.ts';
import { RecallAtPrecision } from './recall-at-precision.ts';
import { Recall } from './recall.ts';
import { RootMeanSquaredError } from './root-mean-squared-error.ts';
import { SensitivityAtSpecificity } from './sensitivity-at-specificity.ts';
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { SpecificityAtSensitivity } from './specificity-at-sensitivity.ts';
import { SquaredHinge } from './squared-hinge.ts';
import { Sum } from './sum.ts';
import { TopKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';
import { TrueNegatives } from './true-negatives.ts';
import { TruePositives } from './true-positives.ts';

/** Names of the metrics that need no argument; Keras's snake_case is understood too. */
export type MetricName = Name<
  | 'acc'
  | 'accuracy'
  | 'auc'
  | 'bce'
  | 'binaryAccuracy'
  | 'binaryCrossentropy'
  | 'binaryIoU'
  | 'categoricalAccuracy'
  | 'categoricalCrossentropy'
  | 'categoricalHinge'
  | 'ce'
  | 'concordanceCorrelation'
  | 'cosineSimilarity'
  | 'crossentropy'
  | 'f1Score'
  | 'falseNegatives'
  | 'falsePositives'
  | 'fbetaScore'
  | 'hinge'
  | 'kld'
  | 'klDivergence'
  | 'logCoshError'
  | 'mae'
  | 'mape'
  | 'mean'
  | 'meanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredError'
  | 'meanSquaredLogarithmicError'
  | 'mse'
  | 'msle'
  | 'pearsonCorrelation'
  | 'poisson'
  | 'precision'
  | 'r2Score'
  | 'recall'
  | 'rootMeanSquaredError'
  | 'sparseCategoricalAccuracy'
  | 'sparseCategoricalCrossentropy'
  | 'sparseTopKCategoricalAccuracy'
  | 'squaredHinge'
  | 'sum'
  | 'topKCategoricalAccuracy'
  | 'trueNegatives'
  | 'truePositives'
>;

/** A metric by name, configuration, function (one value per sample, whose mean is taken) or instance; a loss too. */
export type MetricLike = MetricName | Metric | Loss | MetricFunction | SerializedObject;

function metricOfFunction(fn: MetricFunction): Metric {
  if (!isClass(fn)) return new MeanMetricWrapper({ fn, name: snakeCaseClass(fn.name) || null });
  const made = new fn({});
  if (made instanceof Metric) return made;
  throw new ArgumentError(`Expected a metric or a function as one. Received: class ${fn.name}`);
}

export const metrics: Registry<Metric> = /* @__PURE__ */ new Registry<Metric>(
  'metric',
  [
    Accuracy,
    AUC,
    BinaryAccuracy,
    BinaryCrossentropy,
    BinaryIoU,
    CategoricalAccuracy,
    CategoricalCrossentropy,
    CategoricalHinge,
    ConcordanceCorrelation,
    CosineSimilarity,
    F1Score,
    FalseNegatives,
    FalsePositives,
    FBetaScore,
    Hinge,
    IoU,
    KLDivergence,
    LogCoshError,
    LossMetric,
    Mean,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanIoU,
    MeanMetricWrapper,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    OneHotIoU,
    OneHotMeanIoU,
    PearsonCorrelation,
    Poisson,
    Precision,
    PrecisionAtRecall,
    R2Score,
    Recall,
    RecallAtPrecision,
    RootMeanSquaredError,
    SensitivityAtSpecificity,
    SparseCategoricalAccuracy,
    SparseCategoricalCrossentropy,
    SparseTopKCategoricalAccuracy,
    SpecificityAtSensitivity,
    SquaredHinge,
    Sum,
    TopKCategoricalAccuracy,
    TrueNegatives,
    TruePositives,
  ],
  {
    aliases: {
      bce: 'BinaryCrossentropy',
      kld: 'KLDivergence',
      logCosh: 'LogCoshError',
      mae: 'MeanAbsoluteError',
      mape: 'MeanAbsolutePercentageError',
      mse: 'MeanSquaredError',
      msle: 'MeanSquaredLogarithmicError',
    },
    fromFunction: metricOfFunction,
    isInstance: (value) => value instanceof Metric,
  },
);

/**
 * A metric from its name, configuration, function or itself.
 *
 * @throws UnknownNameError naming the nearest metric; `'accuracy'` by itself is the one of equal values
 */
export function getMetric(identifier: MetricLike): Metric {
  return identifier instanceof Loss ? new LossMetric({ loss: identifier }) : metrics.get(identifier);
}

/**
 * {@link getMetric}, where `'accuracy'` (`'acc'`) and `'crossentropy'` (`'ce'`) become the class that fits the shapes. A metric
 * given by name has that name, as it is written, in the logs.
 */
export function resolveMetric(identifier: MetricLike, shapes: PairShapes): Metric {
  if (typeof identifier !== 'string') return getMetric(identifier);
  const name: string = identifier;
  return metrics.deserialize({ className: classNameFor(name, shapes), config: { name } });
}

function classNameFor(name: string, shapes: PairShapes): string {
  const kinds = { binary: 'Binary', sparse: 'SparseCategorical', categorical: 'Categorical' };
  if (isCrossentropy(name)) return `${kinds[labelKind(shapes)]}Crossentropy`;
  return ['accuracy', 'acc'].includes(normalizeIdentifier(name)) ? `${kinds[labelKind(shapes)]}Accuracy` : name;
}

export function serializeMetric(metric: Metric): SerializedObject {
  return metrics.serialize(metric);
}
