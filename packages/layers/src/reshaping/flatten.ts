import { library, type OptionsOf, type Shape } from '@argali/core';
import { reshape, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkDataFormat, type DataFormat, type DataFormatName } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { toChannelsLast } from '../ops/channels.ts';

export interface FlattenConfig extends LayerConfig {
  /** With `'channelsFirst'` the channels are moved last before flattening. Default: `'channelsLast'`. */
  dataFormat?: DataFormatName | null;
}

/**
 * All entries of a sample in one row. Shapes: `[batch, …]` → `[batch, size]`; `[batch]` → `[batch, 1]`.
 *
 * @see https://keras.io/api/layers/reshaping_layers/flatten/
 */
export class Flatten extends Layer<FlattenConfig> {
  static override readonly className: string = 'Flatten';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dataFormat'] satisfies OptionsOf<FlattenConfig>;

  readonly dataFormat: DataFormat;

  constructor(config: FlattenConfig = {}) {
    super(config);
    this.dataFormat = checkDataFormat(config.dataFormat, this.describe());
    this.inputSpec = { minNdim: 1 };
  }

  override call(inputs: Tensor): Tensor {
    const moved = this.dataFormat === 'channelsFirst' && inputs.rank > 2 ? toChannelsLast(inputs) : inputs;
    const [batch = 1] = inputs.shape;
    return reshape(moved, [batch, batch === 0 ? (this.computeOutputShape(inputs.shape)[1] ?? 0) : -1]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [batch = null, ...sizes] = inputShape;
    const size = sizes.reduce((product, n) => (product === null || n === null ? null : product * n), 1);
    return [batch, size];
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): FlattenConfig {
    return { ...super.getConfig(), dataFormat: this.dataFormat };
  }
}
