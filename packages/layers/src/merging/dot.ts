import { invalidArgument, library, positiveAxis, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFlag, checkAxes } from '../engine/arguments.ts';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { batchDot } from '../ops/batch-dot.ts';
import { unitVectors } from '../ops/unit-vectors.ts';
import { BaseMerge, applyMerge } from './base-merge.ts';

export interface DotConfig extends LayerConfig {
  /** The axis of each of the two inputs to sum over; one number for both. */
  axes: number | readonly [number, number];
  /** Whether each input is divided by its Euclidean norm along its axis first. Default: false. */
  normalize?: boolean;
}

/**
 * The product of two tensors, summed over one axis of each, sample by sample. Shapes: `[batch, …a]` and `[batch, …b]` →
 * `[batch, …a, …b]` without the two axes; `[batch, 1]` where none is left.
 *
 * @throws ArgumentError if `axes` is not one or two whole numbers; ShapeError if the axes differ in size
 * @see https://keras.io/api/layers/merging_layers/dot/
 */
export class Dot extends BaseMerge<DotConfig> {
  static override readonly className: string = 'Dot';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['axes', 'normalize'] satisfies OptionsOf<DotConfig>;
  override readonly castsIntegers: boolean = true;

  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  constructor(config: DotConfig) {
    super(config);
    const of = { owner: this.describe(), name: 'axes' };
    const count = checkAxes(config.axes, of).length;
    if (count !== (typeof config.axes === 'number' ? 1 : 2))
      throw invalidArgument(of, 'an integer or two of them', config.axes);
    this.axes = config.axes;
    this.normalize = checkFlag(config.normalize, { owner: this.describe(), name: 'normalize' }) ?? false;
  }

  protected override merge(inputs: Tensor[]): Tensor {
    const [a, b] = inputs as [Tensor, Tensor];
    const axes = this.#axes(a.rank, b.rank);
    const [x, y] = this.normalize ? [unitVectors(a, [axes[0]]), unitVectors(b, [axes[1]])] : [a, b];
    const product = batchDot(x, y, axes);
    return product.rank === 1 ? tf.expandDims(product, -1) : product;
  }

  // Inputs of two ranks stay as they are.
  override call(inputs: Tensor[]): Tensor {
    return this.merge(inputs);
  }

  override computeMask(): null {
    return null;
  }

  override computeOutputShape(inputShapes: readonly Shape[]): Shape {
    const [a, b] = inputShapes;
    if (a === undefined || b === undefined || inputShapes.length !== 2)
      throw this.mismatch(inputShapes, 'exactly two shapes');
    const axes = this.#axes(a.length, b.length);
    const [n, m] = [a[axes[0]], b[axes[1]]];
    if (n === undefined || m === undefined || (n !== null && m !== null && n !== m) || axes.includes(0))
      throw this.mismatch(inputShapes, `one size along axes [${axes.join(', ')}]`);
    const shape = [...a.filter((_, i) => i !== axes[0]), ...b.filter((_, i) => i !== axes[1] && i > 0)];
    return shape.length === 1 ? [...shape, 1] : shape;
  }

  override getConfig(): DotConfig {
    return { ...super.getConfig(), axes: this.axes, normalize: this.normalize };
  }

  #axes(rankA: number, rankB: number): [number, number] {
    const [a, b] = typeof this.axes === 'number' ? [this.axes, this.axes] : this.axes;
    return [positiveAxis(a, rankA), positiveAxis(b, rankB)];
  }
}

/** {@link Dot} as a function. */
export function dot<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: DotConfig): T {
  return applyMerge(new Dot(config), inputs);
}
