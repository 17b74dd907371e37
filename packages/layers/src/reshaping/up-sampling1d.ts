import { checkPositiveInteger, library, type OptionsOf, type Shape } from '@argali/core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { repeat } from '../ops/repeat.ts';

export interface UpSampling1DConfig extends LayerConfig {
  /** How often each step is repeated. Default: 2. */
  size?: number;
}

/**
 * Repeats each step of a sequence. Shapes: `[batch, steps, features]` → `[batch, steps * size, features]`.
 *
 * @throws ArgumentError if `size` is not a positive integer
 * @see https://keras.io/api/layers/reshaping_layers/up_sampling1d/
 */
export class UpSampling1D extends Layer<UpSampling1DConfig> {
  static override readonly className: string = 'UpSampling1D';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['size'] satisfies OptionsOf<UpSampling1DConfig>;

  readonly size: number;

  constructor(config: UpSampling1DConfig = {}) {
    super(config);
    this.size = checkPositiveInteger(config.size ?? 2, { owner: this.describe(), name: 'size' });
    this.inputSpec = { ndim: 3 };
  }

  override call(inputs: Tensor): Tensor {
    return repeat(inputs, this.size, 1);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape.map((size, axis) => (axis === 1 && size !== null ? size * this.size : size));
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  override getConfig(): UpSampling1DConfig {
    return { ...super.getConfig(), size: this.size };
  }
}
