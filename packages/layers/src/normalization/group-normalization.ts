import { invalidArgument, library, positiveAxis, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, checkAxis, checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { groupNormalization } from '../ops/group-normalization.ts';

export interface GroupNormalizationConfig extends LayerConfig, WeightConfig<'beta'>, WeightConfig<'gamma'> {
  /** Number of groups of channels; -1 for as many as channels. Default: 32. */
  groups?: number;
  /** The axis of the channels. Default: -1. */
  axis?: number;
  /** Added to the variance. Default: 1e-3. */
  epsilon?: number;
  /** Whether `beta` is added. Default: true. */
  center?: boolean;
  /** Whether there is a factor `gamma`. Default: true. */
  scale?: boolean;
}

/**
 * `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with the statistics of each group of channels of each sample.
 * Shapes: any → the same. `gamma` and `beta` have one entry a channel and begin as ones and zeros.
 *
 * Source: Wu and He, 2018, https://arxiv.org/abs/1803.08494
 *
 * @throws ArgumentError if an argument is out of range, or the channels cannot be divided into `groups`
 * @see https://keras.io/api/layers/normalization_layers/group_normalization/
 */
export class GroupNormalization extends Layer<GroupNormalizationConfig> {
  static override readonly className: string = 'GroupNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'groups',
    'axis',
    'epsilon',
    'center',
    'scale',
    ...weightOptions('beta', 'gamma'),
  ] satisfies OptionsOf<GroupNormalizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly groups: number;
  readonly axis: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaSettings: WeightSettings;
  readonly gammaSettings: WeightSettings;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(config: GroupNormalizationConfig = {}) {
    super(config);
    const owner = this.describe();
    this.groups = checkAxis(config.groups ?? 32, { owner, name: 'groups' });
    if (this.groups < 1 && this.groups !== -1)
      throw invalidArgument({ owner, name: 'groups' }, 'a positive integer or -1', this.groups);
    this.axis = checkAxis(config.axis ?? -1, { owner, name: 'axis' });
    this.epsilon = checkNonNegative(config.epsilon ?? 1e-3, { owner, name: 'epsilon' });
    this.center = checkFlag(config.center, { owner, name: 'center' }) ?? true;
    this.scale = checkFlag(config.scale, { owner, name: 'scale' }) ?? true;
    this.betaSettings = weightSettings('beta', config, { owner, initializer: 'zeros' });
    this.gammaSettings = weightSettings('gamma', config, { owner, initializer: 'ones' });
    this.inputSpec = { minNdim: 2 };
  }

  override build(inputShape: Shape): void {
    const axis = positiveAxis(this.axis, inputShape.length);
    const channels = inputShape[axis] ?? null;
    if (channels !== null && channels % this.#groupsOf(channels) !== 0)
      throw invalidArgument(
        { owner: this.describe(), name: 'groups' },
        `a divisor of the number of channels, ${channels}`,
        this.groups,
      );
    if (this.scale) this.gamma = this.addWeight('gamma', [channels], this.gammaSettings);
    if (this.center) this.beta = this.addWeight('beta', [channels], this.betaSettings);
    this.inputSpec = { ndim: inputShape.length, axes: { [axis]: channels ?? 0 } };
  }

  override call(inputs: Tensor): Tensor {
    const axis = positiveAxis(this.axis, inputs.rank);
    return groupNormalization(inputs, {
      axis,
      groups: this.#groupsOf(inputs.shape[axis] ?? 1),
      gamma: this.gamma?.value ?? null,
      beta: this.beta?.value ?? null,
      epsilon: this.epsilon,
    });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): GroupNormalizationConfig {
    return {
      ...super.getConfig(),
      groups: this.groups,
      axis: this.axis,
      epsilon: this.epsilon,
      center: this.center,
      scale: this.scale,
      ...serializeWeightSettings('beta', this.betaSettings),
      ...serializeWeightSettings('gamma', this.gammaSettings),
    };
  }

  #groupsOf(channels: number): number {
    return this.groups === -1 ? channels : this.groups;
  }
}
