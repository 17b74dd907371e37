import {
  checkConfig,
  checkOptions,
  classNameOf,
  maskOf,
  snakeCaseClass,
  type Configurable,
  type NumericArray,
  type OptionsOf,
  type Shape,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { numbersOf, pairOf, weightsOf } from './numbers.ts';
import { reduceWeighted } from './reduce.ts';
import { checkName } from '../check-name.ts';
import { getReduction, type Reduction, type ReductionName } from './reduction.ts';

/** What every loss's configuration may hold. */
export interface LossConfig {
  /** Default: the class name in snake_case. */
  name?: string | null;
  /** Default: `'sumOverBatchSize'`. */
  reduction?: Reduction;
  /** Only `'float32'` exists on tfjs. */
  dtype?: string | null;
}

export interface LossOptions {
  /** One weight per sample, `[batch]`, or per value of the loss. */
  sampleWeight?: Tensor | null;
  /** Which entries count. Default: the mask attached to `yPred`, if there is one. */
  mask?: Tensor | null;
}

/**
 * The base of every loss: weights, masks and the reduction to one number. A subclass gives `call`, one value per sample.
 *
 * @throws ArgumentError if `reduction` is unknown
 * @see https://keras.io/api/losses/#base-loss-api
 */
export abstract class Loss implements Configurable {
  static readonly className: string = 'Loss';

  readonly name: string;
  readonly reduction: ReductionName;

  constructor(config: LossConfig = {}) {
    const { name, reduction = 'sumOverBatchSize' } = checkConfig(config, new.target);
    this.name = checkName(name, classNameOf(this)) ?? this.defaultName();
    this.reduction = getReduction(reduction, this.describe());
  }

  /** One value per sample: `yTrue` and `yPred` `[batch, …]` → `[batch]` or `[batch, …]`. */
  abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * Looks over all labels before training begins, where a wrong one would otherwise only show as a loss of NaN. A loss
   * that has nothing to check leaves it out.
   *
   * @throws DataError naming a label that cannot be
   */
  checkLabels?(labels: NumericArray, predictionShape: Shape): void;

  /**
   * The loss of a batch: a scalar, or the weighted values of {@link call} where the reduction is `'none'`. Nothing else is
   * left in memory.
   *
   * @throws ShapeError if targets, predictions, weights or mask do not belong together
   */
  apply(yTrue: Tensor, yPred: Tensor, options: LossOptions = {}): Tensor {
    const owner = this.describe();
    const given = checkOptions(options, owner, ['sampleWeight', 'mask']);
    return tf.tidy(() => {
      const [t, p] = pairOf(owner, yTrue, yPred);
      const { sampleWeight = null, mask = maskOf(p) } = given;
      const losses = this.call(t, p);
      const ownMask = maskOf(losses);
      const both =
        mask !== null && ownMask !== null
          ? tf.logicalAnd(
              tf.cast(
                numbersOf(mask, () => `${owner}: mask`),
                'bool',
              ),
              ownMask,
            )
          : (mask ?? ownMask);
      const weighting = {
        sampleWeight: weightsOf(sampleWeight, () => `${owner}: sampleWeight`),
        mask: weightsOf(both, () => `${owner}: mask`),
      };
      return reduceWeighted(losses, weighting, { reduction: this.reduction, owner });
    });
  }

  getConfig(): LossConfig {
    return { name: this.name, reduction: this.reduction };
  }

  /** How errors call this loss: `Huber "huber_loss"`. */
  protected describe(): string {
    return `${classNameOf(this)} "${this.name}"`;
  }

  protected defaultName(): string {
    return snakeCaseClass(classNameOf(this));
  }
  /**
   * The options that the class adds to those of its base. Without it, a subclass may take more; with it, no others than
   * these: an unknown one throws.
   */
  static readonly options: readonly string[] = ['name', 'reduction', 'dtype'] satisfies OptionsOf<LossConfig>;
}
