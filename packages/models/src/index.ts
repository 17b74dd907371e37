export {
  Callback,
  type CallbackHooks,
  type CallbackLike,
  type Callbacks,
  type Evaluation,
  type Logs,
  type RunParams,
} from './callbacks/callback.ts';
export { CallbackList } from './callbacks/callback-list.ts';
export { EarlyStopping, type EarlyStoppingConfig } from './callbacks/early-stopping.ts';
export { History } from './callbacks/history.ts';
export { LambdaCallback } from './callbacks/lambda-callback.ts';
export { LearningRateScheduler, type EpochSchedule } from './callbacks/learning-rate-scheduler.ts';
export { type MonitorMode } from './callbacks/monitor.ts';
export { ProgressLogger } from './callbacks/progress-logger.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauConfig } from './callbacks/reduce-lr-on-plateau.ts';
export { TerminateOnNaN } from './callbacks/terminate-on-nan.ts';
export { type CompileConfig } from './compile/compile.ts';
export { type MetricsOfOutput } from './compile/compiled-metrics.ts';
export { type PerOutput } from './compile/per-output.ts';
export {
  activationStatistics,
  type ActivationStatistics,
  type ActivationStatisticsOptions,
  type LayerActivations,
} from './diagnostics/activation-statistics.ts';
export {
  checkGradients,
  type CheckGradientsOptions,
  type GradientCheck,
  type WeightCheck,
} from './diagnostics/check-gradients.ts';
export {
  classificationReport,
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
} from './diagnostics/classification-report.ts';
export { confusionMatrix, type ConfusionMatrixOptions } from './diagnostics/confusion-matrix.ts';
export { type DataArguments } from './diagnostics/data-arguments.ts';
export { findLearningRate, type FindLearningRateOptions } from './diagnostics/find-learning-rate.ts';
export {
  gradientStatistics,
  type GradientStatistics,
  type GradientStatisticsOptions,
  type LayerGradients,
} from './diagnostics/gradient-statistics.ts';
export { type LearningRatePlotOptions, type LearningRateSearch } from './diagnostics/learning-rate-search.ts';
export { type LearningRateSuggestions } from './diagnostics/learning-rate-suggestions.ts';
export { type TensorStatistics } from './diagnostics/tensor-statistics.ts';
export { setPrinter, type Printer } from './display/print.ts';
export { modelToDot, type ModelToDotOptions } from './display/model-to-dot.ts';
export { ProgressBar, type ProgressBarConfig } from './display/progress-bar.ts';
export { type SummaryOptions } from './display/summary.ts';
export { Model, type ModelConfig } from './model.ts';
export { cloneModel, type CloneModelOptions } from './clone-model.ts';
export { modelFromConfig } from './model-from-config.ts';
export { Sequential, type SequentialConfig } from './sequential.ts';
export { type BatchData, type BatchIterable, type ModelData } from './training/data.ts';
export { type BatchOptions } from './training/on-batch.ts';
export { type ClassWeight } from './training/class-weight.ts';
export { type EvaluateOptions } from './training/evaluate.ts';
export { type FitOptions, type ValidationData, type Verbose } from './training/fit.ts';
export { type PredictOptions } from './training/predict.ts';
