import { checkPositiveInteger, invalidArgument, type OptionsOf, type Shape, type Variable } from '@argali/core';
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
import { convTranspose, transposedExtent, type TransposedGeometry } from '../ops/conv-transpose.ts';
import { ConvLayer, type ConvLayerConfig } from './conv-layer.ts';

/** What `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose` take. */
export interface ConvTransposeConfig<Size> extends ConvLayerConfig<Size>, WeightConfig<'kernel'> {
  /** Number of output channels, a positive integer. */
  filters: number;
  /**
   * How many entries are added at the end of each spatial axis, less than its stride. Default: `null`, as many as make the
   * output as long as the input times the stride (or, under `'valid'`, at least that long).
   */
  outputPadding?: Size | null;
}

/** The convolution behind `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`. */
export abstract class BaseConvTranspose<
  Config extends ConvTransposeConfig<number | readonly number[]>,
> extends ConvLayer<Config> {
  static override readonly options: readonly string[] = [
    'filters',
    'outputPadding',
    ...weightOptions('kernel'),
  ] satisfies OptionsOf<ConvTransposeConfig<number | readonly number[]>>;
  readonly filters: number;
  readonly outputPadding: readonly number[] | null;
  readonly kernelSettings: WeightSettings;
  kernel: Variable | null = null;

  constructor(config: Config, rank: number) {
    super(config, { rank });
    this.filters = checkPositiveInteger(config.filters, { owner: this.describe(), name: 'filters' });
    this.outputPadding = config.outputPadding == null ? null : this.#checkOutputPadding(config.outputPadding);
    this.kernelSettings = weightSettings('kernel', config, { owner: this.describe(), initializer: 'glorotUniform' });
  }

  #checkOutputPadding(value: number | readonly number[]): readonly number[] {
    const paddings = typeof value === 'number' ? this.strides.map(() => value) : value;
    const isList = (given: unknown): boolean => Array.isArray(given);
    const fits =
      isList(paddings) && paddings.every((n, axis) => Number.isInteger(n) && n >= 0 && n < (this.strides[axis] ?? 0));
    if (!fits || paddings.length !== this.rank)
      throw invalidArgument(
        { owner: this.describe(), name: 'outputPadding' },
        `a whole number, from 0 to below the stride, for each of ${this.rank} axes`,
        value,
      );
    return paddings;
  }

  override build(inputShape: Shape): void {
    const { channels } = splitShape(inputShape, this.dataFormat);
    this.kernel = this.addWeight('kernel', [...this.kernelSize, this.filters, channels], this.kernelSettings);
    super.build(inputShape);
  }

  protected override convolve(x: Tensor, bias: Tensor | null, activation: ActivationFunction): Tensor {
    if (this.kernel === null) throw this.notBuilt();
    const y = convTranspose(x, this.kernel.value, this.#geometry());
    return activation(bias === null ? y : add(y, bias));
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  protected override outputSizes(spatial: Shape): (number | null)[] {
    return spatial.map((length, axis) => transposedExtent(length, this.#geometry(), axis).length);
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      filters: this.filters,
      outputPadding: this.outputPadding,
      ...serializeWeightSettings('kernel', this.kernelSettings),
    };
  }

  #geometry(): TransposedGeometry {
    const { kernelSize: size, strides, dilationRate: dilations, outputPadding } = this;
    return { size, strides, dilations, outputPadding, padding: this.padding === 'same' ? 'same' : 'valid' };
  }
}
