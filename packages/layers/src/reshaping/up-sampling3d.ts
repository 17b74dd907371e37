import { library, type OptionsOf, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkDataFormat, checkSizes, type DataFormat, type DataFormatName, type Size3D } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { spatialAxes } from '../ops/channels.ts';
import { repeat } from '../ops/repeat.ts';

export interface UpSampling3DConfig extends LayerConfig {
  /** How often each voxel is repeated along each axis. Default: 2. */
  size?: Size3D;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * Repeats each voxel of a volume. Shapes: `[batch, depth, height, width, channels]` → `[batch, depth * size, height * size,
 * width * size, channels]`, with the channels second where `dataFormat` is `'channelsFirst'`.
 *
 * @throws ArgumentError if `size` is not made of positive integers
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling3d/
 */
export class UpSampling3D extends Layer<UpSampling3DConfig> {
  static override readonly className: string = 'UpSampling3D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['size', 'dataFormat'] satisfies OptionsOf<UpSampling3DConfig>;

  readonly size: readonly [number, number, number];
  readonly dataFormat: DataFormat;

  constructor(config: UpSampling3DConfig = {}) {
    super(config);
    const owner = this.describe();
    this.size = checkSizes(config.size ?? 2, { owner, name: 'size', rank: 3 }) as [number, number, number];
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.inputSpec = { ndim: 5 };
  }

  override call(inputs: Tensor): Tensor {
    return spatialAxes(5, this.dataFormat).reduce((x, axis, i) => repeat(x, this.size[i] ?? 1, axis), inputs);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const axes = spatialAxes(5, this.dataFormat);
    return inputShape.map((size, axis) => (size === null ? null : size * (this.size[axes.indexOf(axis)] ?? 1)));
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): UpSampling3DConfig {
    return { ...super.getConfig(), size: this.size, dataFormat: this.dataFormat };
  }
}
