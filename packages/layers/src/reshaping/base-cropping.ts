import { ShapeError, formatShape, type OptionsOf, type Shape } from '@argali/core';
import { slice, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkPairs, type DataFormat, type Pair } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { spatialAxes } from '../ops/channels.ts';

/** The cropping behind `Cropping1D` … `Cropping3D`. */
export abstract class BaseCropping<Config extends LayerConfig & { cropping?: unknown }> extends Layer<Config> {
  static override readonly options: readonly string[] = ['cropping'] satisfies OptionsOf<
    LayerConfig & { cropping?: unknown }
  >;
  readonly cropping: readonly Pair[];
  protected readonly dataFormat: DataFormat;
  readonly #axes: readonly number[];

  constructor(config: Config, { rank, dataFormat }: { rank: number; dataFormat: DataFormat }) {
    super(config);
    this.cropping = checkPairs(config.cropping, { owner: this.describe(), name: 'cropping', rank });
    this.dataFormat = dataFormat;
    this.#axes = spatialAxes(rank + 2, dataFormat);
    this.inputSpec = { ndim: rank + 2 };
  }

  override call(inputs: Tensor): Tensor {
    const begin = inputs.shape.map((_, axis) => this.cropping[this.#axes.indexOf(axis)]?.[0] ?? 0);
    return slice(inputs, begin, this.computeOutputShape(inputs.shape) as number[]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape.map((size, axis) => {
      const [before, after] = this.cropping[this.#axes.indexOf(axis)] ?? [0, 0];
      if (size !== null && before + after > 0 && size <= before + after)
        throw new ShapeError(
          `${this.describe()}: expected more than ${before + after} entries, the number cropped, along axis ${axis}. Received: input shape ${formatShape(inputShape)}`,
        );
      return size === null ? null : size - before - after;
    });
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }
}
