import type { OptionsOf, Shape } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkDataFormat, checkName, checkSizes, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { inChannelsLast, joinShape, splitShape } from '../ops/channels.ts';
import { windowedSizes, type Windows } from '../ops/windows.ts';

/** What every pooling layer takes; `Size` is a number or one number for each spatial axis. */
export interface PoolingConfig<Size> extends LayerConfig {
  /** Size of the window. Default: 2 for the largest entry; for the mean there is none. */
  poolSize?: Size;
  /** How far the window moves; `null` for as far as it is wide. Default: `null`. */
  strides?: Size | null;
  /** `'same'` lets windows reach over the border, `'valid'` does not. Default: `'valid'`. */
  padding?: 'valid' | 'same';
  /** Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

type AnyPoolingConfig = PoolingConfig<number | readonly number[]>;

/** The pooling behind `MaxPooling1D` … `AveragePooling3D`. */
export abstract class BasePooling<Config extends AnyPoolingConfig> extends Layer<Config> {
  static override readonly options: readonly string[] = [
    'poolSize',
    'strides',
    'padding',
    'dataFormat',
  ] satisfies OptionsOf<AnyPoolingConfig>;
  override readonly castsIntegers: boolean = true;
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;

  constructor(config: Config, rank: number) {
    super(config);
    const owner = this.describe();
    this.poolSize = checkSizes(config.poolSize, { owner, name: 'poolSize', rank });
    this.strides = checkSizes(config.strides ?? this.poolSize, { owner, name: 'strides', rank });
    this.padding = checkName(config.padding ?? 'valid', { owner, name: 'padding', choices: ['valid', 'same'] });
    this.dataFormat = checkDataFormat(config.dataFormat, owner);
    this.inputSpec = { ndim: rank + 2 };
  }

  /** Pools channels-last data. */
  protected abstract pool(x: Tensor, windows: Windows): Tensor;

  override call(inputs: Tensor): Tensor {
    this.computeOutputShape(inputs.shape);
    return inChannelsLast(inputs, this.dataFormat, (x) => this.pool(x, this.#windows()));
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { batch, spatial, channels } = splitShape(inputShape, this.dataFormat);
    return joinShape(
      { batch, spatial: windowedSizes(spatial, this.#windows(), this.describe()), channels },
      this.dataFormat,
    );
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
      dataFormat: this.dataFormat,
    } as unknown as Config;
  }

  #windows(): Windows {
    const { poolSize, strides, padding } = this;
    return { size: poolSize, strides, dilations: poolSize.map(() => 1), padding };
  }
}
