import { checkPositiveInteger, library, type OptionsOf, type Shape } from '@argali/core';
import { expandDims, tile, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface RepeatVectorConfig extends LayerConfig {
  /** How often, a positive integer. */
  n: number;
}

/**
 * Each sample `n` times, as the steps of a sequence. Shapes: `[batch, features]` → `[batch, n, features]`.
 *
 * @throws ArgumentError if `n` is not a positive integer
 * @see https://keras.io/api/layers/reshaping_layers/repeat_vector/
 */
export class RepeatVector extends Layer<RepeatVectorConfig> {
  static override readonly className: string = 'RepeatVector';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['n'] satisfies OptionsOf<RepeatVectorConfig>;

  readonly n: number;

  constructor(config: RepeatVectorConfig) {
    super(config);
    this.n = checkPositiveInteger(config.n, { owner: this.describe(), name: 'n' });
    this.inputSpec = { ndim: 2 };
  }

  override call(inputs: Tensor): Tensor {
    return tile(expandDims(inputs, 1), [1, this.n, 1]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [inputShape[0] ?? null, this.n, inputShape[1] ?? null];
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): RepeatVectorConfig {
    return { ...super.getConfig(), n: this.n };
  }
}
