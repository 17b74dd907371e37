import {
  checkPositiveInteger,
  ArgumentError,
  invalidArgument,
  ShapeError,
  type Shape,
  type Variable,
} from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { linear } from '../activations/linear.ts';
import { checkDataFormat, checkName, checkSizes, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { channelAxis, joinShape, splitShape, toChannelsFirst, toChannelsLast } from '../ops/channels.ts';
import { conv } from '../ops/conv.ts';
import { windowedSizes } from '../ops/windows.ts';

export type ConvPadding = 'valid' | 'same';

/** What every convolution takes; `Size` is a number or one number for each spatial axis. */
export interface ConvConfig<Size, Padding = ConvPadding>
  extends LayerConfig, WeightConfig<'kernel'>, WeightConfig<'bias'> {
  /** Number of output channels, a positive integer. */
  filters: number;
  /** Size of the window. */
  kernelSize: Size;
  /** Default: 1. */
  strides?: Size;
  /** `'same'` pads with zeros so that the output has the size of the input divided by the stride. Default: `'valid'`, none. */
  padding?: Padding;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
  /** Distance between neighbouring entries of the window; not together with strides. Default: 1. */
  dilationRate?: Size;
  /** Number of groups that input and output channels are divided into. Default: 1. */
  groups?: number;
  /** Default: none (`linear`). */
  activation?: ActivationLike | null;
  /** Whether a bias is added. Default: true. */
  useBias?: boolean;
}

/** A configuration whatever its number of spatial axes. */
type AnyConvConfig = ConvConfig<number | readonly number[], ConvPadding | 'causal'>;

/** The convolution behind `Conv1D`, `Conv2D` and `Conv3D`. */
export abstract class BaseConv<Config extends AnyConvConfig> extends Layer<Config> {
  /** Number of spatial axes. */
  readonly rank: number;
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: ConvPadding | 'causal';
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly groups: number;
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly kernelSettings: WeightSettings;
  readonly biasSettings: WeightSettings;
  kernel: Variable | null = null;
  bias: Variable | null = null;

  constructor(config: Config, rank: number) {
    super(config);
    const owner = this.describe();
    this.rank = rank;
    this.filters = checkPositiveInteger(config.filters, { owner, name: 'filters' });
    this.kernelSize = checkSizes(config.kernelSize, { owner, name: 'kernelSize', rank });
    this.strides = checkSizes(config.strides ?? 1, { owner, name: 'strides', rank });
    this.padding = checkName(config.padding ?? 'valid', {
      owner,
      name: 'padding',
      choices: rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'],
    });
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.dilationRate = checkSizes(config.dilationRate ?? 1, { owner, name: 'dilationRate', rank });
    this.groups = checkPositiveInteger(config.groups ?? 1, { owner, name: 'groups' });
    if (this.filters % this.groups !== 0)
      throw invalidArgument({ owner, name: 'filters' }, `a multiple of groups=${this.groups}`, this.filters);
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1)
      throw new ArgumentError(
        `${owner}: expected strides or dilationRate above 1, not both. Received: strides=[${this.strides.join(', ')}], dilationRate=[${this.dilationRate.join(', ')}]`,
      );
    this.activation = getActivation(config.activation);
    this.useBias = config.useBias ?? true;
    this.kernelSettings = weightSettings('kernel', config, 'glorotUniform');
    this.biasSettings = weightSettings('bias', config, 'zeros');
    this.inputSpec = { ndim: rank + 2 };
  }

  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    if (channels !== null && channels % this.groups !== 0)
      throw new ShapeError(
        `${this.describe()}: expected the number of input channels to be a multiple of groups=${this.groups}. Received: ${channels} channels`,
      );
    const inputs = channels === null ? null : channels / this.groups;
    this.kernel = this.addWeight('kernel', [...this.kernelSize, inputs, this.filters], this.kernelSettings);
    if (this.useBias) this.bias = this.addWeight('bias', [this.filters], this.biasSettings);
    this.inputSpec = {
      ndim: this.rank + 2,
      axes: { [channelAxis(inputShape.length, this.dataFormat)]: channels ?? 0 },
    };
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, activation, padding, strides, dilationRate: dilations } = this;
    if (kernel === null) throw this.notBuilt();
    this.computeOutputShape(inputs.shape);
    const options = { kernel: kernel.value, bias: this.bias?.value ?? null, strides, padding, dilations };
    if (this.dataFormat === 'channelsLast') return conv({ x: inputs, activation, ...options });
    return activation(toChannelsFirst(conv({ x: toChannelsLast(inputs), activation: linear, ...options })));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { kernelSize: size, strides, dilationRate: dilations, padding } = this;
    const { batch, spatial } = splitShape(inputShape, this.dataFormat);
    const windows = { size, strides, dilations, padding };
    return joinShape(
      { batch, spatial: windowedSizes(spatial, windows, this.describe()), channels: this.filters },
      this.dataFormat,
    );
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      kernelSize: this.kernelSize,
      strides: this.strides,
      padding: this.padding,
      dataFormat: this.dataFormat,
      dilationRate: this.dilationRate,
      groups: this.groups,
      activation: serializeActivation(this.activation),
      useBias: this.useBias,
      ...serializeWeightSettings('kernel', this.kernelSettings),
      ...serializeWeightSettings('bias', this.biasSettings),
    } as unknown as Config;
  }
}
