import { invalidArgument, library, type OptionsOf, type Shape } from '@argali/core';
import { transpose, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';

export interface PermuteConfig extends LayerConfig {
  /** The axes of a sample in their new order, counted from 1; the batch axis stays. */
  dims: readonly number[];
}

/**
 * The axes of each sample in another order. Shapes: with `dims: [2, 1]`, `[batch, a, b]` → `[batch, b, a]`.
 *
 * @throws ArgumentError if `dims` does not name each axis from 1 on once
 * @see https://keras.io/api/layers/reshaping_layers/permute/
 */
export class Permute extends Layer<PermuteConfig> {
  static override readonly className: string = 'Permute';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['dims'] satisfies OptionsOf<PermuteConfig>;

  readonly dims: readonly number[];

  constructor(config: PermuteConfig) {
    super(config);
    const { dims } = config as { dims: unknown };
    const valid = Array.isArray(dims) && dims.every((_, i) => dims.includes(i + 1));
    if (!valid)
      throw invalidArgument({ owner: this.describe(), name: 'dims' }, 'each axis from 1 on exactly once', dims);
    this.dims = config.dims;
    this.inputSpec = { ndim: this.dims.length + 1 };
  }

  override call(inputs: Tensor): Tensor {
    return transpose(inputs, [0, ...this.dims]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [0, ...this.dims].map((axis) => inputShape[axis] ?? null);
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): PermuteConfig {
    return { ...super.getConfig(), dims: this.dims };
  }
}
