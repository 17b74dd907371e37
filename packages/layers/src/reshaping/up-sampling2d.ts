import { library, type OptionsOf, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import {
  checkDataFormat,
  checkName,
  checkSizes,
  type DataFormat,
  type DataFormatName,
  type Size2D,
} from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { inChannelsLast, spatialAxes } from '../ops/channels.ts';
import { repeat } from '../ops/repeat.ts';
import { resize, type Interpolation } from '../ops/resize.ts';

export interface UpSampling2DConfig extends LayerConfig {
  /** How many pixels take the place of one along each axis. Default: 2. */
  size?: Size2D;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
  /** Default: `'nearest'`, which repeats pixels. */
  interpolation?: 'nearest' | Interpolation;
}

/**
 * Makes images larger. Shapes: `[batch, height, width, channels]` → `[batch, height * size, width * size, channels]`, with
 * the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `size` is not made of positive integers, or `interpolation` is unknown
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling2d/
 */
export class UpSampling2D extends Layer<UpSampling2DConfig> {
  static override readonly className: string = 'UpSampling2D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [
    'size',
    'dataFormat',
    'interpolation',
  ] satisfies OptionsOf<UpSampling2DConfig>;

  override readonly castsIntegers: boolean;
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: 'nearest' | Interpolation;

  constructor(config: UpSampling2DConfig = {}) {
    super(config);
    const owner = this.describe();
    this.size = checkSizes(config.size ?? 2, { owner, name: 'size', rank: 2 }) as [number, number];
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.interpolation = checkName(config.interpolation ?? 'nearest', {
      owner,
      name: 'interpolation',
      choices: ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'],
    });
    this.castsIntegers = this.interpolation !== 'nearest';
    this.inputSpec = { ndim: 4 };
  }

  override call(inputs: Tensor): Tensor {
    const { interpolation, size } = this;
    if (interpolation === 'nearest')
      return spatialAxes(4, this.dataFormat).reduce((x, axis, i) => repeat(x, size[i] ?? 1, axis), inputs);
    return inChannelsLast(inputs, this.dataFormat, (x) => {
      const [, height = 1, width = 1] = x.shape;
      return resize(x, [height * size[0], width * size[1]], { interpolation });
    });
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const axes = spatialAxes(4, this.dataFormat);
    return inputShape.map((size, axis) => (size === null ? null : size * (this.size[axes.indexOf(axis)] ?? 1)));
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return this.castsIntegers ? 'float32' : inputDtype;
  }

  override getConfig(): UpSampling2DConfig {
    const { size, dataFormat, interpolation } = this;
    return { ...super.getConfig(), size, dataFormat, interpolation };
  }
}
