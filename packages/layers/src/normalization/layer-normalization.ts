import { invalidArgument, library, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, axesWithin, checkAxes, checkNonNegative } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { layerNormalization } from '../ops/layer-normalization.ts';

export interface LayerNormalizationConfig extends LayerConfig, WeightConfig<'beta'>, WeightConfig<'gamma'> {
  /** The axis, or axes together, that are normalised. Default: -1. */
  axis?: number | readonly number[];
  /** Added to the variance. Default: 1e-3. */
  epsilon?: number;
  /** Whether `beta` is added. Default: true. */
  center?: boolean;
  /** Whether there is a factor `gamma`. Default: true. */
  scale?: boolean;
}

/**
 * `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with the statistics of each sample over `axis`. Shapes: any → the
 * same. `gamma` and `beta` have the sizes of those axes and begin as ones and zeros.
 *
 * Source: Ba et al., 2016, https://arxiv.org/abs/1607.06450
 *
 * @throws ArgumentError if an argument is out of range
 * @see https://keras.io/api/layers/normalization_layers/layer_normalization/
 */
export class LayerNormalization extends Layer<LayerNormalizationConfig> {
  static override readonly className: string = 'LayerNormalization';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'axis',
    'epsilon',
    'center',
    'scale',
    ...weightOptions('beta', 'gamma'),
  ] satisfies OptionsOf<LayerNormalizationConfig>;
  override readonly castsIntegers: boolean = true;
  override supportsMasking = true;

  readonly axis: number | readonly number[];
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaSettings: WeightSettings;
  readonly gammaSettings: WeightSettings;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  constructor(config: LayerNormalizationConfig = {}) {
    super(config);
    const owner = this.describe();
    const { axis = -1 } = config;
    checkAxes(axis, { owner, name: 'axis' });
    const { rmsScaling } = config as { rmsScaling?: unknown };
    if (rmsScaling === true)
      throw invalidArgument(
        { owner, name: 'rmsScaling' },
        'false, as RMSNormalization has taken its place',
        rmsScaling,
      );
    this.axis = axis;
    this.epsilon = checkNonNegative(config.epsilon ?? 1e-3, { owner, name: 'epsilon' });
    this.center = checkFlag(config.center, { owner, name: 'center' }) ?? true;
    this.scale = checkFlag(config.scale, { owner, name: 'scale' }) ?? true;
    this.betaSettings = weightSettings('beta', config, { owner, initializer: 'zeros' });
    this.gammaSettings = weightSettings('gamma', config, { owner, initializer: 'ones' });
  }

  override build(inputShape: Shape): void {
    const shape = this.#axes(inputShape.length).map((axis) => inputShape[axis] ?? null);
    if (this.scale) this.gamma = this.addWeight('gamma', shape, this.gammaSettings);
    if (this.center) this.beta = this.addWeight('beta', shape, this.betaSettings);
  }

  override call(inputs: Tensor): Tensor {
    return layerNormalization(inputs, {
      axes: this.#axes(inputs.rank),
      gamma: this.gamma?.value ?? null,
      beta: this.beta?.value ?? null,
      epsilon: this.epsilon,
    });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override getConfig(): LayerNormalizationConfig {
    return {
      ...super.getConfig(),
      axis: this.axis,
      epsilon: this.epsilon,
      center: this.center,
      scale: this.scale,
      ...serializeWeightSettings('beta', this.betaSettings),
      ...serializeWeightSettings('gamma', this.gammaSettings),
    };
  }

  #axes(rank: number): number[] {
    return axesWithin(this.axis, { owner: this.describe(), name: 'axis', rank });
  }
}
