export { binaryCrossentropy } from '../losses/binary-crossentropy.ts';
export { binaryFocalCrossentropy } from '../losses/binary-focal-crossentropy.ts';
export { categoricalCrossentropy } from '../losses/categorical-crossentropy.ts';
export { categoricalFocalCrossentropy } from '../losses/categorical-focal-crossentropy.ts';
export { categoricalHinge } from '../losses/categorical-hinge.ts';
export { hinge } from '../losses/hinge.ts';
export { huber } from '../losses/huber.ts';
export { klDivergence } from '../losses/kl-divergence.ts';
export { logCosh } from '../losses/log-cosh.ts';
export { meanAbsoluteError } from '../losses/mean-absolute-error.ts';
export { meanAbsolutePercentageError } from '../losses/mean-absolute-percentage-error.ts';
export { meanSquaredError } from '../losses/mean-squared-error.ts';
export { meanSquaredLogarithmicError } from '../losses/mean-squared-logarithmic-error.ts';
export { poisson } from '../losses/poisson.ts';
export { sparseCategoricalCrossentropy } from '../losses/sparse-categorical-crossentropy.ts';
export { squaredHinge } from '../losses/squared-hinge.ts';
export { accuracy, Accuracy } from './accuracy.ts';
export type { Curve, SummationMethod } from './area.ts';
export { AUC, type AUCConfig } from './auc.ts';
export {
  binaryAccuracy,
  BinaryAccuracy,
  type BinaryAccuracyOptions,
  type BinaryAccuracyConfig,
} from './binary-accuracy.ts';
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { BinaryIoU, type BinaryIoUConfig } from './binary-iou.ts';
export { categoricalAccuracy, CategoricalAccuracy } from './categorical-accuracy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export { CategoricalHinge } from './categorical-hinge.ts';
export { concordanceCorrelation, ConcordanceCorrelation } from './concordance-correlation.ts';
export type { ConfusionCountConfig } from './confusion-count.ts';
export type { CorrelationConfig, CorrelationOptions } from './correlation.ts';
export { CosineSimilarity, type CosineSimilarityConfig } from './cosine-similarity.ts';
export { FBetaScore, type Average, type FBetaScoreConfig } from './f-beta-score.ts';
export { F1Score, type F1ScoreConfig } from './f1-score.ts';
export { FalseNegatives } from './false-negatives.ts';
export { FalsePositives } from './false-positives.ts';
export type { MetricFunction } from './functions.ts';
export {
  getMetric,
  metrics as metricRegistry,
  resolveMetric,
  serializeMetric,
  type MetricLike,
  type MetricName,
} from './get.ts';
export { Hinge } from './hinge.ts';
export type { HitRateConfig } from './hit-rate.ts';
export { IoU, type IoUConfig } from './iou.ts';
export { KLDivergence } from './kl-divergence.ts';
export { LogCoshError } from './log-cosh-error.ts';
export { Mean } from './mean.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
export { MeanIoU, type MeanIoUConfig } from './mean-iou.ts';
export { MeanMetricWrapper, type MeanMetricWrapperConfig } from './mean-metric-wrapper.ts';
export { MeanOverSamples } from './mean-over-samples.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
export { Metric, type MetricConfig, type MetricDirection, type MetricState } from './metric.ts';
export { OneHotIoU, type OneHotIoUConfig } from './one-hot-iou.ts';
export { OneHotMeanIoU, type OneHotMeanIoUConfig } from './one-hot-mean-iou.ts';
export type { OperatingPointConfig } from './operating-point.ts';
export { pearsonCorrelation, PearsonCorrelation } from './pearson-correlation.ts';
export { Poisson } from './poisson.ts';
export { Precision } from './precision.ts';
export { PrecisionAtRecall, type PrecisionAtRecallConfig } from './precision-at-recall.ts';
export { R2Score, type R2ScoreConfig } from './r2-score.ts';
export { Recall } from './recall.ts';
export { RecallAtPrecision, type RecallAtPrecisionConfig } from './recall-at-precision.ts';
export { RootMeanSquaredError } from './root-mean-squared-error.ts';
export { SensitivityAtSpecificity, type SensitivityAtSpecificityConfig } from './sensitivity-at-specificity.ts';
export { sparseCategoricalAccuracy, SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
export {
  sparseTopKCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  type SparseTopKOptions,
  type SparseTopKCategoricalAccuracyConfig,
} from './sparse-top-k-categorical-accuracy.ts';
export { SpecificityAtSensitivity, type SpecificityAtSensitivityConfig } from './specificity-at-sensitivity.ts';
export { SquaredHinge } from './squared-hinge.ts';
export { Sum } from './sum.ts';
export type { Thresholds } from './thresholds.ts';
export {
  topKCategoricalAccuracy,
  TopKCategoricalAccuracy,
  type TopKOptions,
  type TopKCategoricalAccuracyConfig,
} from './top-k-categorical-accuracy.ts';
export { TrueNegatives } from './true-negatives.ts';
export { TruePositives } from './true-positives.ts';
