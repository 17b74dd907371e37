export {
  binaryCrossentropy,
  BinaryCrossentropy,
  type BinaryCrossentropyConfig,
  type BinaryCrossentropyOptions,
} from './binary-crossentropy.ts';
export {
  binaryFocalCrossentropy,
  BinaryFocalCrossentropy,
  type BinaryFocalCrossentropyConfig,
  type BinaryFocalCrossentropyOptions,
} from './binary-focal-crossentropy.ts';
export {
  categoricalCrossentropy,
  CategoricalCrossentropy,
  type CategoricalCrossentropyConfig,
  type CategoricalCrossentropyOptions,
} from './categorical-crossentropy.ts';
export {
  categoricalFocalCrossentropy,
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyConfig,
  type CategoricalFocalCrossentropyOptions,
} from './categorical-focal-crossentropy.ts';
export {
  categoricalGeneralizedCrossEntropy,
  CategoricalGeneralizedCrossEntropy,
  type CategoricalGeneralizedCrossEntropyConfig,
  type CategoricalGeneralizedCrossEntropyOptions,
} from './categorical-generalized-cross-entropy.ts';
export { categoricalHinge, CategoricalHinge } from './categorical-hinge.ts';
export { checkSparseLabels } from './check-sparse-labels.ts';
export { circle, Circle, type CircleConfig, type CircleOptions } from './circle.ts';
export {
  cosineSimilarity,
  CosineSimilarity,
  type CosineSimilarityConfig,
  type CosineSimilarityOptions,
} from './cosine-similarity.ts';
export { ctc, CTC } from './ctc.ts';
export { dice, Dice, type DiceConfig, type DiceOptions } from './dice.ts';
export {
  getLoss,
  losses as lossRegistry,
  resolveLoss,
  serializeLoss,
  type FunctionLossConfig,
  type LossLike,
  type LossName,
} from './get.ts';
export { hinge, Hinge } from './hinge.ts';
export { huber, Huber, type HuberConfig, type HuberOptions } from './huber.ts';
export { klDivergence, KLDivergence } from './kl-divergence.ts';
export { labelKind, type PairShapes } from './label-kind.ts';
export { logCosh, LogCosh } from './log-cosh.ts';
export { Loss, type LossConfig, type LossOptions } from './loss.ts';
export { meanAbsoluteError, MeanAbsoluteError } from './mean-absolute-error.ts';
export { meanAbsolutePercentageError, MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
export { meanSquaredError, MeanSquaredError } from './mean-squared-error.ts';
export { meanSquaredLogarithmicError, MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
export type { OverlapAxis } from './overlap.ts';
export type { LossFunction } from './per-sample.ts';
export { poisson, Poisson } from './poisson.ts';
export type { Reduction, ReductionName } from './reduction.ts';
export {
  sparseCategoricalCrossentropy,
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
  type SparseCategoricalCrossentropyOptions,
} from './sparse-categorical-crossentropy.ts';
export { squaredHinge, SquaredHinge } from './squared-hinge.ts';
export { tversky, Tversky, type TverskyConfig, type TverskyOptions } from './tversky.ts';
