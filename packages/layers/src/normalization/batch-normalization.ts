import {
  checkBetween,
  invalidArgument,
  library,
  positiveAxis,
  ShapeError,
  show,
  type OptionsOf,
  type Shape,
  type Variable,
} from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, readArgument, checkAxis, checkNonNegative } from '../engine/arguments.ts';
import { singleMask, type CallContext } from '../engine/call-context.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { getInitializer, serializeInitializer, type InitializerLike } from '../initializers/get.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { batchNormalization, channelMoments, normalizeChannels } from '../ops/batch-normalization.ts';
import type { Moments } from '../ops/moments.ts';
import { BatchRenormalization, checkRenormClipping, type RenormClipping } from './batch-renormalization.ts';

export interface BatchNormalizationConfig extends LayerConfig, WeightConfig<'beta'>, WeightConfig<'gamma'> {
  /** The axis of the channels, each of which is normalised by itself. Default: -1. */
  axis?: number;
  /** How much of the moving statistics each training step keeps. Default: 0.99. */
  momentum?: number;
  /** Added to the variance. Default: 1e-3. */
  epsilon?: number;
  /** Whether `beta` is added. Default: true. */
  center?: boolean;
  /** Whether there is a factor `gamma`. Default: true. */
  scale?: boolean;
  /** Default: `zeros`. */
  movingMeanInitializer?: InitializerLike | null;
  /** Default: `ones`. */
  movingVarianceInitializer?: InitializerLike | null;
  /** Batch renormalization (https://arxiv.org/abs/1702.03275). Default: false. */
  renorm?: boolean;
  /** Bounds of the corrections under `renorm`; none by default. */
  renormClipping?: RenormClipping | null;
  /** Momentum of the statistics behind the corrections. Default: 0.99. */
  renormMomentum?: number;
  /** Statistics over several devices; only `false` is possible here. */
  synchronized?: boolean;
}

/**
 * `gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each channel: in training with the statistics of the batch,
 * over the entries that the mask lets count, and otherwise, or where `trainable` is false, with their moving averages.
 * Shapes: any → the same.
 *
 * Source: Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167
 *
 * @throws ArgumentError if an argument is out of range; ShapeError if the mask does not fit the input
 * @see https://keras.io/api/layers/normalization_layers/batch_normalization/
 */
export class BatchNormalization extends Layer<BatchNormalizationConfig> {
  static override readonly className: string = 'BatchNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'axis',
    'momentum',
    'epsilon',
    'center',
    'scale',
    'movingMeanInitializer',
    'movingVarianceInitializer',
    'renorm',
    'renormClipping',
    'renormMomentum',
    'synchronized',
    ...weightOptions('beta', 'gamma'),
  ] satisfies OptionsOf<BatchNormalizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaSettings: WeightSettings;
  readonly gammaSettings: WeightSettings;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;
  readonly renorm: boolean;
  readonly renormClipping: RenormClipping | null;
  readonly renormMomentum: number;
  gamma: Variable | null = null;
  beta: Variable | null = null;
  movingMean: Variable | null = null;
  movingVariance: Variable | null = null;
  #renormalization: BatchRenormalization | null = null;

  constructor(config: BatchNormalizationConfig = {}) {
    super(config);
    const owner = this.describe();
    this.axis = checkAxis(config.axis ?? -1, { owner, name: 'axis' });
    this.momentum = checkBetween(config.momentum ?? 0.99, { owner, name: 'momentum', low: 0, high: 1 });
    this.epsilon = checkNonNegative(config.epsilon ?? 1e-3, { owner, name: 'epsilon' });
    this.center = checkFlag(config.center, { owner, name: 'center' }) ?? true;
    this.scale = checkFlag(config.scale, { owner, name: 'scale' }) ?? true;
    this.betaSettings = weightSettings('beta', config, { owner, initializer: 'zeros' });
    this.gammaSettings = weightSettings('gamma', config, { owner, initializer: 'ones' });
    this.movingMeanInitializer = readArgument({ owner, name: 'movingMeanInitializer' }, () =>
      getInitializer(config.movingMeanInitializer ?? 'zeros'),
    );
    this.movingVarianceInitializer = readArgument({ owner, name: 'movingVarianceInitializer' }, () =>
      getInitializer(config.movingVarianceInitializer ?? 'ones'),
    );
    this.renorm = checkFlag(config.renorm, { owner, name: 'renorm' }) ?? false;
    this.renormClipping = checkRenormClipping(config.renormClipping ?? (this.renorm ? {} : null), {
      owner,
      name: 'renormClipping',
    });
    this.renormMomentum = checkBetween(config.renormMomentum ?? 0.99, {
      owner,
      name: 'renormMomentum',
      low: 0,
      high: 1,
    });
    if (checkFlag(config.synchronized, { owner, name: 'synchronized' }))
      throw invalidArgument({ owner, name: 'synchronized' }, 'false', true);
  }

  override build(inputShape: Shape): void {
    const axis = positiveAxis(this.axis, inputShape.length);
    const size = inputShape[axis];
    if (size === undefined)
      throw invalidArgument(
        { owner: this.describe(), name: 'axis' },
        `an axis of a tensor of rank ${inputShape.length}`,
        this.axis,
      );
    const state = (name: string, initializer: InitializerLike): Variable =>
      this.addWeight(name, [size], { initializer, trainable: false });
    if (this.scale) this.gamma = this.addWeight('gamma', [size], this.gammaSettings);
    if (this.center) this.beta = this.addWeight('beta', [size], this.betaSettings);
    this.movingMean = state('moving_mean', this.movingMeanInitializer);
    this.movingVariance = state('moving_variance', this.movingVarianceInitializer);
    if (this.renorm) {
      const stddev = (shape: readonly number[]): Tensor => tf.sqrt(this.movingVarianceInitializer.call(shape));
      this.#renormalization = new BatchRenormalization({
        movingStddev: state('moving_stddev', stddev),
        renormMean: state('renorm_mean', this.movingMeanInitializer),
        renormStddev: state('renorm_stddev', stddev),
        epsilon: this.epsilon,
        momentum: this.renormMomentum,
        clipping: this.renormClipping ?? {},
      });
    }
    this.inputSpec = { ndim: inputShape.length, axes: { [axis]: size ?? 0 } };
  }

  override call(inputs: Tensor, context: CallContext): Tensor {
    const { movingMean, movingVariance, epsilon } = this;
    if (movingMean === null || movingVariance === null) throw this.notBuilt();
    const factors = {
      axis: positiveAxis(this.axis, inputs.rank),
      gamma: this.gamma?.value ?? null,
      beta: this.beta?.value ?? null,
      epsilon,
    };
    if (!context.training || !this.trainable)
      return normalizeChannels(inputs, { mean: movingMean.value, variance: movingVariance.value }, factors);
    const weights = this.#weights(inputs, singleMask(context));
    if (weights === null && this.#renormalization === null) {
      const { y, moments } = batchNormalization(inputs, factors);
      this.#updateMovingAverages(moments);
      return y;
    }
    const moments = channelMoments(inputs, factors.axis, weights);
    const corrected = this.#renormalization?.correct(moments, factors) ?? factors;
    this.#updateMovingAverages(moments);
    return normalizeChannels(inputs, moments, { ...factors, ...corrected });
  }

  /** 1 for entries that count, 0 for the others, with an axis of size 1 for the channels. */
  #weights(inputs: Tensor, mask: Tensor | null): Tensor | null {
    if (mask === null) return null;
    if (mask.rank !== inputs.rank - 1)
      throw new ShapeError(
        `${this.describe()}: expected a mask of one axis less than the input, whose shape is ${show(inputs.shape)}. Received: mask shape ${show(mask.shape)}`,
      );
    return tf.expandDims(tf.cast(mask, 'float32'), -1);
  }

  #updateMovingAverages({ mean, variance }: Moments): void {
    const { movingMean, movingVariance } = this;
    if (movingMean) movingMean.moveTowards(mean, this.momentum);
    if (!this.#renormalization && movingVariance) movingVariance.moveTowards(variance, this.momentum);
    if (this.#renormalization && movingVariance)
      movingVariance.assign(this.#renormalization.update({ mean, variance }, this.momentum));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): BatchNormalizationConfig {
    return {
      ...super.getConfig(),
      axis: this.axis,
      momentum: this.momentum,
      epsilon: this.epsilon,
      center: this.center,
      scale: this.scale,
      ...serializeWeightSettings('beta', this.betaSettings),
      ...serializeWeightSettings('gamma', this.gammaSettings),
      movingMeanInitializer: serializeInitializer(this.movingMeanInitializer),
      movingVarianceInitializer: serializeInitializer(this.movingVarianceInitializer),
      synchronized: false,
      renorm: this.renorm,
      renormClipping: this.renormClipping,
      renormMomentum: this.renormMomentum,
    };
  }
}
