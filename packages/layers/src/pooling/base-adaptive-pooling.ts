import type { OptionsOf, Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkDataFormat, checkSizes, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import type { AdaptivePool } from '../ops/adaptive-pool.ts';
import { spatialAxes } from '../ops/channels.ts';

/** What every adaptive pooling takes; `Size` is a number or one number for each spatial axis. */
export interface AdaptivePoolingConfig<Size> extends LayerConfig {
  /** Spatial size of the output. */
  outputSize: Size;
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/** The pooling behind `AdaptiveAveragePooling1D` … `AdaptiveMaxPooling3D`: axis by axis, as means and maxima allow. */
export abstract class BaseAdaptivePooling<
  Config extends AdaptivePoolingConfig<number | readonly number[]>,
> extends Layer<Config> {
  static override readonly options: readonly string[] = ['outputSize', 'dataFormat'] satisfies OptionsOf<
    AdaptivePoolingConfig<number | readonly number[]>
  >;
  override readonly castsIntegers: boolean = true;
  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;
  readonly #axes: readonly number[];
  readonly #pool: AdaptivePool;

  constructor(config: Config, { rank, pool }: { rank: number; pool: AdaptivePool }) {
    super(config);
    const owner = this.describe();
    this.outputSize = checkSizes(config.outputSize, { owner, name: 'outputSize', rank });
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.#axes = spatialAxes(rank + 2, this.dataFormat);
    this.#pool = pool;
    this.inputSpec = { ndim: rank + 2 };
  }

  override call(inputs: Tensor): Tensor {
    return this.#axes.reduce((x, axis, i) => this.#pool(x, this.outputSize[i] ?? 1, axis), inputs);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape.map((size, axis) => this.outputSize[this.#axes.indexOf(axis)] ?? size);
  }

  override getConfig(): Config {
    return { ...super.getConfig(), outputSize: this.outputSize, dataFormat: this.dataFormat } as unknown as Config;
  }
}
