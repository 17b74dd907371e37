import { ArgumentError, type OptionsOf, type Shape, type Variable } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  getActivation,
  serializeActivation,
  type ActivationFunction,
  type ActivationLike,
} from '../activations/get.ts';
import { linear } from '../activations/linear.ts';
import {
  checkFlag,
  readArgument,
  checkDataFormat,
  checkName,
  checkSizes,
  type DataFormat,
  type DataFormatName,
} from '../engine/arguments.ts';
import type { InputSpec } from '../engine/input-spec.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import {
  serializeWeightSettings,
  weightSettings,
  weightOptions,
  type WeightConfig,
  type WeightSettings,
} from '../engine/weight-config.ts';
import { channelAxis, joinShape, splitShape, toChannelsFirst, toChannelsLast } from '../ops/channels.ts';
import { windowedSizes } from '../ops/windows.ts';

export type ConvPadding = 'valid' | 'same';

/**
 * What every layer with a moving window and weights takes; `Size` is a number or one number for each spatial axis. Weights
 * begin as their initializers make them: kernels by default as `glorotUniform`, the bias as `zeros`.
 */
export interface ConvLayerConfig<Size, Padding = ConvPadding> extends LayerConfig, WeightConfig<'bias'> {
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
  /** Default: none (`linear`). */
  activation?: ActivationLike | null;
  /** Whether a bias is added. Default: true. */
  useBias?: boolean;
}

type AnyConvLayerConfig = ConvLayerConfig<number | readonly number[], ConvPadding | 'causal'>;

/** What the convolutions have in common: their arguments, the bias, shapes, the data format. */
export abstract class ConvLayer<Config extends AnyConvLayerConfig> extends Layer<Config> {
  static override readonly options: readonly string[] = [
    'kernelSize',
    'strides',
    'padding',
    'dataFormat',
    'dilationRate',
    'activation',
    'useBias',
    ...weightOptions('bias'),
  ] satisfies OptionsOf<AnyConvLayerConfig>;
  override readonly castsIntegers: boolean = true;
  protected override readonly namesActivityRegularizer = true;
  /** Number of spatial axes. */
  readonly rank: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: ConvPadding | 'causal';
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly biasSettings: WeightSettings;
  bias: Variable | null = null;

  constructor(config: Config, { rank, causal = false }: { rank: number; causal?: boolean }) {
    super(config);
    const owner = this.describe();
    this.rank = rank;
    this.kernelSize = checkSizes(config.kernelSize, { owner, name: 'kernelSize', rank });
    this.strides = checkSizes(config.strides ?? 1, { owner, name: 'strides', rank });
    this.padding = checkName(config.padding ?? 'valid', {
      owner,
      name: 'padding',
      choices: causal ? ['valid', 'same', 'causal'] : ['valid', 'same'],
    });
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.dilationRate = checkSizes(config.dilationRate ?? 1, { owner, name: 'dilationRate', rank });
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1)
      throw new ArgumentError(
        `${owner}: expected strides or dilationRate above 1, not both. Received: strides=[${this.strides.join(', ')}], dilationRate=[${this.dilationRate.join(', ')}]`,
      );
    this.activation = readArgument({ owner, name: 'activation' }, () => getActivation(config.activation));
    this.useBias = checkFlag(config.useBias, { owner, name: 'useBias' }) ?? true;
    this.biasSettings = weightSettings('bias', config, { owner, initializer: 'zeros' });
    this.inputSpec = { ndim: rank + 2 };
  }

  /** Number of channels that come out of so many. */
  protected abstract outputChannels(inputChannels: number | null): number | null;

  /** `activation(… + bias)` of channels-last data. */
  protected abstract convolve(x: Tensor, bias: Tensor | null, activation: ActivationFunction): Tensor;

  /** Makes the bias; a subclass makes its kernels first. */
  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    if (this.useBias) this.bias = this.addWeight('bias', [this.outputChannels(channels)], this.biasSettings);
    this.inputSpec = this.#specFor(inputShape, channels);
  }

  #specFor({ length }: Shape, channels: number | null): InputSpec {
    return { ndim: length, axes: { [channelAxis(length, this.dataFormat)]: channels ?? 0 } };
  }

  override call(inputs: Tensor): Tensor {
    this.computeOutputShape(inputs.shape);
    const bias = this.bias?.value ?? null;
    if (this.dataFormat === 'channelsLast') return this.convolve(inputs, bias, this.activation);
    return this.activation(toChannelsFirst(this.convolve(toChannelsLast(inputs), bias, linear)));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { batch, spatial, channels } = splitShape(inputShape, this.dataFormat);
    return joinShape(
      { batch, spatial: this.outputSizes(spatial), channels: this.outputChannels(channels) },
      this.dataFormat,
    );
  }

  /** Spatial sizes of the output. */
  protected outputSizes(spatial: Shape): (number | null)[] {
    const { kernelSize: size, strides, dilationRate: dilations, padding } = this;
    return windowedSizes(spatial, { size, strides, dilations, padding }, this.describe());
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      kernelSize: this.kernelSize,
      strides: this.strides,
      padding: this.padding,
      dataFormat: this.dataFormat,
      dilationRate: this.dilationRate,
      activation: serializeActivation(this.activation),
      useBias: this.useBias,
      ...serializeWeightSettings('bias', this.biasSettings),
    } as unknown as Config;
  }
}
