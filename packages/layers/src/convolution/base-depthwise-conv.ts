import { checkPositiveInteger, type OptionsOf, type Shape, type Variable } from '@argali/core';
import { add, type Tensor } from '@tensorflow/tfjs-core';
import type { ActivationFunction } from '../activations/get.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { splitShape } from '../ops/channels.ts';
import { depthwiseConv } from '../ops/depthwise-conv.ts';
import { ConvLayer, type ConvLayerConfig } from './conv-layer.ts';

/** What `DepthwiseConv1D` and `DepthwiseConv2D` take. */
export interface DepthwiseConvConfig<Size> extends ConvLayerConfig<Size>, WeightConfig<'depthwise'> {
  /** Number of output channels for each input channel. Default: 1. */
  depthMultiplier?: number;
}

/** The convolution behind `DepthwiseConv1D` and `DepthwiseConv2D`. */
export abstract class BaseDepthwiseConv<
  Config extends DepthwiseConvConfig<number | readonly number[]>,
> extends ConvLayer<Config> {
  static override readonly options: readonly string[] = [
    'depthMultiplier',
    ...weightOptions('depthwise'),
  ] satisfies OptionsOf<DepthwiseConvConfig<number | readonly number[]>>;
  readonly depthMultiplier: number;
  readonly depthwiseSettings: WeightSettings;
  kernel: Variable | null = null;

  constructor(config: Config, rank: number) {
    super(config, { rank });
    const of = { owner: this.describe(), name: 'depthMultiplier' };
    this.depthMultiplier = checkPositiveInteger(config.depthMultiplier ?? 1, of);
    this.depthwiseSettings = weightSettings('depthwise', config, {
      owner: this.describe(),
      initializer: 'glorotUniform',
    });
  }

  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    this.kernel = this.addWeight('kernel', shape, this.depthwiseSettings);
    super.build(inputShape);
  }

  protected override convolve(x: Tensor, bias: Tensor | null, activation: ActivationFunction): Tensor {
    const { kernel, strides, padding, dilationRate: dilations } = this;
    if (kernel === null) throw this.notBuilt();
    const y = depthwiseConv(x, kernel.value, { strides, padding, dilations });
    return activation(bias === null ? y : add(y, bias));
  }

  protected override outputChannels(inputChannels: number | null): number | null {
    return inputChannels === null ? null : inputChannels * this.depthMultiplier;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      depthMultiplier: this.depthMultiplier,
      ...serializeWeightSettings('depthwise', this.depthwiseSettings),
    };
  }
}
