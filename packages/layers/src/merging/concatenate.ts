import { library, positiveAxis, type OptionsOf, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { checkAxis } from '../engine/arguments.ts';
import type { Masks } from '../engine/call-context.ts';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge, maskLike, maskList } from './base-merge.ts';

export interface ConcatenateConfig extends LayerConfig {
  /** The axis along which the tensors are strung together; 0 makes the batch longer. Default: -1. */
  axis?: number;
}

/**
 * Strings tensors together. Shapes: several that agree but for `axis` → the sum of their sizes along it.
 *
 * @throws ArgumentError if `axis` is not a whole number; ShapeError if the shapes do not agree
 * @see https://keras.io/api/layers/merging_layers/concatenate/
 */
export class Concatenate extends BaseMerge<ConcatenateConfig> {
  static override readonly className: string = 'Concatenate';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = ['axis'] satisfies OptionsOf<ConcatenateConfig>;

  readonly axis: number;

  constructor(config: ConcatenateConfig = {}) {
    super(config);
    this.axis = checkAxis(config.axis ?? -1, { owner: this.describe(), name: 'axis' });
  }

  protected override merge(inputs: Tensor[]): Tensor {
    return tf.concat(inputs, this.axis);
  }

  /** Tensors of one type are joined as they are, strings too. */
  protected override joinedType(types: readonly DataType[]): DataType {
    const [first = 'float32', ...others] = types;
    return others.every((type) => type === first) ? first : super.joinedType(types);
  }

  override computeMask(inputs: Tensor[], mask: Masks): Masks {
    const masks = maskList(mask, inputs.length);
    if (masks.every((entry) => entry === null)) return null;
    const shaped = inputs.map((x, i) => {
      const entry = masks[i] ?? null;
      if (entry === null) return tf.ones(x.shape, 'bool');
      return entry.rank < x.rank ? maskLike(entry, x) : entry;
    });
    return tf.any(tf.concat(shaped, this.axis), -1);
  }

  override computeOutputShape(inputShapes: readonly Shape[]): Shape {
    const [first = []] = inputShapes;
    const axis = positiveAxis(this.axis, first.length);
    const agree = (a: number | null | undefined, b: number | null): boolean => a === null || b === null || a === b;
    const fits = inputShapes.every(
      (shape) => shape.length === first.length && shape.every((size, i) => i === axis || agree(first[i], size)),
    );
    if (!fits || axis >= first.length || axis < 0)
      throw this.mismatch(inputShapes, `one shape but for axis ${this.axis}`);
    return first.map((size, i) => {
      const sizes = inputShapes.map((shape) => shape[i] ?? null);
      if (i !== axis) return sizes.find((known) => known !== null) ?? size;
      return sizes.reduce((sum, n) => (sum === null || n === null ? null : sum + n));
    });
  }

  override getConfig(): ConcatenateConfig {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/** {@link Concatenate} as a function. */
export function concatenate<T extends Tensor | SymbolicTensor>(
  inputs: readonly T[],
  config: ConcatenateConfig = {},
): T {
  return applyMerge(new Concatenate(config), inputs);
}
