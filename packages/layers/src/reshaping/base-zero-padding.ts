import type { OptionsOf, Shape } from '@argali/core';
import { pad, type DataType, type Tensor } from '@tensorflow/tfjs-core';
import { checkPairs, type DataFormat, type Pair } from '../engine/arguments.ts';
import { Layer, type LayerConfig } from '../engine/layer.ts';
import { spatialAxes } from '../ops/channels.ts';

/** The padding behind `ZeroPadding1D` … `ZeroPadding3D`. */
export abstract class BaseZeroPadding<Config extends LayerConfig & { padding?: unknown }> extends Layer<Config> {
  static override readonly options: readonly string[] = ['padding'] satisfies OptionsOf<
    LayerConfig & { padding?: unknown }
  >;
  readonly padding: readonly Pair[];
  readonly dataFormat: DataFormat;
  readonly #axes: readonly number[];

  constructor(config: Config, { rank, dataFormat }: { rank: number; dataFormat: DataFormat }) {
    super(config);
    this.padding = checkPairs(config.padding ?? 1, { owner: this.describe(), name: 'padding', rank });
    this.dataFormat = dataFormat;
    this.#axes = spatialAxes(rank + 2, dataFormat);
    this.inputSpec = { ndim: rank + 2 };
  }

  override call(inputs: Tensor): Tensor {
    return pad(
      inputs,
      inputs.shape.map((_, axis) => [...this.#paddingOf(axis)]),
    );
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape.map((size, axis) => {
      const [before, after] = this.#paddingOf(axis);
      return size === null ? null : size + before + after;
    });
  }

  override computeOutputDtype(inputDtype: DataType): DataType {
    return inputDtype;
  }

  #paddingOf(axis: number): Pair {
    return this.padding[this.#axes.indexOf(axis)] ?? [0, 0];
  }
}
