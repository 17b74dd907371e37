import {
  checkPositiveInteger,
  invalidArgument,
  ShapeError,
  type OptionsOf,
  type Shape,
  type Variable,
} from '@argali/core';
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
import { ConvLayer, type ConvLayerConfig, type ConvPadding } from './conv-layer.ts';

/** What `Conv1D`, `Conv2D` and `Conv3D` take. */
export interface ConvConfig<Size, Padding = ConvPadding>
  extends ConvLayerConfig<Size, Padding>, WeightConfig<'kernel'> {
  /** Number of output channels, a positive integer. */
  filters: number;
  /** Number of groups that input and output channels are divided into. Default: 1. */
  groups?: number;
}

/** The convolution behind `Conv1D`, `Conv2D` and `Conv3D`. */
export abstract class BaseConv<
  Config extends ConvConfig<number | readonly number[], ConvPadding | 'causal'>,
> extends ConvLayer<Config> {
  static override readonly options: readonly string[] = [
    'filters',
    'groups',
    ...weightOptions('kernel'),
  ] satisfies OptionsOf<ConvConfig<number | readonly number[], ConvPadding | 'causal'>>;
  readonly filters: number;
  readonly groups: number;
  readonly kernelSettings: WeightSettings;
  kernel: Variable | null = null;

  constructor(config: Config, rank: number) {
    super(config, { rank, causal: rank === 1 });
    const owner = this.describe();
    this.filters = checkPositiveInteger(config.filters, { owner, name: 'filters' });
    this.groups = checkPositiveInteger(config.groups ?? 1, { owner, name: 'groups' });
    if (this.filters % this.groups !== 0)
      throw invalidArgument({ owner, name: 'filters' }, `a multiple of groups=${this.groups}`, this.filters);
    this.kernelSettings = weightSettings('kernel', config, { owner, initializer: 'glorotUniform' });
  }

  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    if (channels !== null && channels % this.groups !== 0)
      throw new ShapeError(
        `${this.describe()}: expected the number of input channels to be a multiple of groups=${this.groups}. Received: ${channels} channels`,
      );
    const inputs = channels === null ? null : channels / this.groups;
    this.kernel = this.addWeight('kernel', [...this.kernelSize, inputs, this.filters], this.kernelSettings);
    super.build(inputShape);
  }

  protected override convolve(x: Tensor, bias: Tensor | null, activation: ActivationFunction): Tensor {
    const { kernel, strides, padding, dilationRate: dilations } = this;
    if (kernel === null) throw this.notBuilt();
    return conv({ x, kernel: kernel.value, bias, activation, strides, padding, dilations });
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      groups: this.groups,
      ...serializeWeightSettings('kernel', this.kernelSettings),
    };
  }
}
