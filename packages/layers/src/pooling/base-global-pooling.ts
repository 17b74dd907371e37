import type { OptionsOf, Shape } from '@argali/core';
import { checkFlag, checkDataFormat, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { spatialAxes } from '../ops/channels.ts';

export interface GlobalPoolingConfig extends LayerConfig {
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
  /** Whether the spatial axes stay, with size 1. Default: false. */
  keepdims?: boolean;
}

/** The pooling behind `GlobalMaxPooling1D` … `GlobalAveragePooling3D`. */
export abstract class BaseGlobalPooling extends Layer<GlobalPoolingConfig> {
  static override readonly options: readonly string[] = [
    'dataFormat',
    'keepdims',
  ] satisfies OptionsOf<GlobalPoolingConfig>;
  override readonly castsIntegers: boolean = true;
  readonly dataFormat: DataFormat;
  readonly keepdims: boolean;
  /** The axes that are pooled over. */
  protected readonly axes: number[];

  constructor(config: GlobalPoolingConfig, rank: number) {
    super(config);
    this.dataFormat = checkDataFormat(config.dataFormat, this.describe());
    this.keepdims = checkFlag(config.keepdims, { owner: this.describe(), name: 'keepdims' }) ?? false;
    this.axes = spatialAxes(rank + 2, this.dataFormat);
    this.inputSpec = { ndim: rank + 2 };
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (this.keepdims) return inputShape.map((size, axis) => (this.axes.includes(axis) ? 1 : size));
    return inputShape.filter((_, axis) => !this.axes.includes(axis));
  }

  override getConfig(): GlobalPoolingConfig {
    return { ...super.getConfig(), dataFormat: this.dataFormat, keepdims: this.keepdims };
  }
}
