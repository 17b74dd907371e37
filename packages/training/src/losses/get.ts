import {
  ArgumentError,
  normalizeIdentifier,
  Registry,
  show,
  snakeCaseClass,
  type Name,
  type SerializedObject,
} from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { BinaryFocalCrossentropy } from './binary-focal-crossentropy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { CategoricalFocalCrossentropy } from './categorical-focal-crossentropy.ts';
import { CategoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.ts';
import { CategoricalHinge } from './categorical-hinge.ts';
import { Circle } from './circle.ts';
import { CosineSimilarity } from './cosine-similarity.ts';
import { CTC } from './ctc.ts';
import { Dice } from './dice.ts';
import { Hinge } from './hinge.ts';
import { Huber } from './huber.ts';
import { KLDivergence } from './kl-divergence.ts';
import { labelKind, type PairShapes } from './label-kind.ts';
import { LogCosh } from './log-cosh.ts';
import { Loss, type LossConfig } from './loss.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
import type { LossFunction } from './per-sample.ts';
import { Poisson } from './poisson.ts';
import { isClass } from '../is-class.ts';
import { matchRanks, toFloat } from './shapes.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { SquaredHinge } from './squared-hinge.ts';
import { Tversky } from './tversky.ts';

/** Names of the losses; Keras's snake_case is understood too. */
export type LossName = Name<
  | 'bce'
  | 'binaryCrossentropy'
  | 'binaryFocalCrossentropy'
  | 'categoricalCrossentropy'
  | 'categoricalFocalCrossentropy'
  | 'categoricalGeneralizedCrossEntropy'
  | 'categoricalHinge'
  | 'ce'
  | 'circle'
  | 'cosineSimilarity'
  | 'crossentropy'
  | 'ctc'
  | 'dice'
  | 'hinge'
  | 'huber'
  | 'kld'
  | 'klDivergence'
  | 'logCosh'
  | 'mae'
  | 'mape'
  | 'meanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredError'
  | 'meanSquaredLogarithmicError'
  | 'mse'
  | 'msle'
  | 'poisson'
  | 'sparseCategoricalCrossentropy'
  | 'squaredHinge'
  | 'tversky'
>;

/** A loss by name, configuration, function or instance. */
export type LossLike = LossName | Loss | LossFunction | SerializedObject;

export interface FunctionLossConfig extends LossConfig {
  fn: LossFunction | LossName;
}

/** A plain function as a loss; it gets float32 tensors of one rank. */
class LossFunctionWrapper extends Loss {
  static override readonly className: string = 'LossFunctionWrapper';
  readonly fn: LossFunction | LossName;
  readonly #call: LossFunction;

  constructor({ fn, ...config }: FunctionLossConfig) {
    if (typeof fn !== 'string' && (typeof fn !== 'function' || isClass(fn)))
      throw new ArgumentError(`Expected a loss as a function or a name. Received: ${show(fn)}`);
    super({ ...config, name: config.name ?? (typeof fn === 'string' ? fn : snakeCaseClass(fn.name) || null) });
    this.fn = fn;
    if (typeof fn === 'string') {
      const loss = getLoss(fn);
      this.#call = (yTrue, yPred) => loss.call(yTrue, yPred);
    } else this.#call = fn;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#call(...matchRanks(toFloat(yTrue), toFloat(yPred)));
  }

  override getConfig(): FunctionLossConfig {
    return { ...super.getConfig(), fn: this.fn };
  }
}

function lossOfFunction(fn: LossFunction): Loss {
  if (!isClass(fn)) return new LossFunctionWrapper({ fn });
  const made = new fn({});
  if (made instanceof Loss) return made;
  throw new ArgumentError(`Expected a loss or a function as one. Received: class ${fn.name}`);
}

export const losses: Registry<Loss> = /* @__PURE__ */ new Registry<Loss>(
  'loss',
  [
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    CategoricalHinge,
    Circle,
    CosineSimilarity,
    CTC,
    Dice,
    Hinge,
    Huber,
    KLDivergence,
    LogCosh,
    LossFunctionWrapper,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    SparseCategoricalCrossentropy,
    SquaredHinge,
    Tversky,
  ],
  {
    aliases: {
      bce: 'BinaryCrossentropy',
      huberLoss: 'Huber',
      kld: 'KLDivergence',
      kullbackLeiblerDivergence: 'KLDivergence',
      mae: 'MeanAbsoluteError',
      mape: 'MeanAbsolutePercentageError',
      mse: 'MeanSquaredError',
      msle: 'MeanSquaredLogarithmicError',
    },
    fromFunction: lossOfFunction,
    isInstance: (value) => value instanceof Loss,
  },
);

/** True for the names that stand for the cross-entropy that fits the shapes. */
export function isCrossentropy(identifier: unknown): identifier is 'ce' | 'crossentropy' {
  return typeof identifier === 'string' && ['crossentropy', 'ce'].includes(normalizeIdentifier(identifier));
}

/**
 * A loss from its name, configuration, function or itself.
 *
 * @throws UnknownNameError naming the nearest loss
 * @throws ArgumentError for `'crossentropy'`, which {@link resolveLoss} understands
 */
export function getLoss(identifier: LossLike): Loss {
  if (isCrossentropy(identifier))
    throw new ArgumentError(
      `Expected a loss that does not depend on shapes, such as 'categoricalCrossentropy'. Received: '${identifier}'`,
    );
  return losses.get(identifier);
}

/** {@link getLoss}, where `'crossentropy'` and `'ce'` become the cross-entropy that fits the shapes. */
export function resolveLoss(identifier: LossLike, shapes: PairShapes): Loss {
  if (!isCrossentropy(identifier)) return getLoss(identifier);
  const kind = labelKind(shapes);
  if (kind === 'binary') return new BinaryCrossentropy();
  return kind === 'sparse' ? new SparseCategoricalCrossentropy() : new CategoricalCrossentropy();
}

export function serializeLoss(loss: Loss): SerializedObject {
  return losses.serialize(loss);
}
