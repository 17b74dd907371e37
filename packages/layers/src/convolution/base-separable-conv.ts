import { checkPositiveInteger, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { splitShape } from '../ops/channels.ts';
import { conv } from '../ops/conv.ts';
import { depthwiseConv } from '../ops/depthwise-conv.ts';
import { ConvLayer, type ConvLayerConfig } from './conv-layer.ts';

/** What `SeparableConv1D` and `SeparableConv2D` take. */
export interface SeparableConvConfig<Size>
  extends ConvLayerConfig<Size>, WeightConfig<'depthwise'>, WeightConfig<'pointwise'> {
  /** Number of output channels, a positive integer. */
  filters: number;
  /** Number of channels between the two steps for each input channel. Default: 1. */
  depthMultiplier?: number;
}

/** The convolution behind `SeparableConv1D` and `SeparableConv2D`: one for each channel, then one across channels. */
export abstract class BaseSeparableConv<
  Config extends SeparableConvConfig<number | readonly number[]>,
> extends ConvLayer<Config> {
  static override readonly options: readonly string[] = [
    'filters',
    'depthMultiplier',
    ...weightOptions('depthwise', 'pointwise'),
  ] satisfies OptionsOf<SeparableConvConfig<number | readonly number[]>>;
  readonly filters: number;
  readonly depthMultiplier: number;
  readonly depthwiseSettings: WeightSettings;
  readonly pointwiseSettings: WeightSettings;
  depthwiseKernel: Variable | null = null;
  pointwiseKernel: Variable | null = null;

  constructor(config: Config, rank: number) {
    super(config, { rank });
    const owner = this.describe();
    this.filters = checkPositiveInteger(config.filters, { owner, name: 'filters' });
    this.depthMultiplier = checkPositiveInteger(config.depthMultiplier ?? 1, { owner, name: 'depthMultiplier' });
    this.depthwiseSettings = weightSettings('depthwise', config, {
      owner,
      initializer: 'glorotUniform',
    });
    this.pointwiseSettings = weightSettings('pointwise', config, {
      owner,
      initializer: 'glorotUniform',
    });
  }

  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    const between = channels === null ? null : channels * this.depthMultiplier;
    const ones = this.kernelSize.map(() => 1);
    const depthwiseShape = [...this.kernelSize, channels, this.depthMultiplier];
    this.depthwiseKernel = this.addWeight('depthwise_kernel', depthwiseShape, this.depthwiseSettings);
    this.pointwiseKernel = this.addWeight('pointwise_kernel', [...ones, between, this.filters], this.pointwiseSettings);
    super.build(inputShape);
  }

  protected override convolve(x: Tensor, bias: Tensor | null, activation: ActivationFunction): Tensor {
    const { depthwiseKernel, pointwiseKernel, strides, padding, dilationRate: dilations } = this;
    if (depthwiseKernel === null || pointwiseKernel === null) throw this.notBuilt();
    const ones = this.kernelSize.map(() => 1);
    return conv({
      x: depthwiseConv(x, depthwiseKernel.value, { strides, padding, dilations }),
      kernel: pointwiseKernel.value,
      bias,
      activation,
      strides: ones,
      padding: 'valid',
      dilations: ones,
    });
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      depthMultiplier: this.depthMultiplier,
      ...serializeWeightSettings('depthwise', this.depthwiseSettings),
      ...serializeWeightSettings('pointwise', this.pointwiseSettings),
    };
  }
}
