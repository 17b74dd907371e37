import { library, type Shape } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge } from './base-merge.ts';

/**
 * The first of two tensors less the second. Shapes: two that broadcast → the one they broadcast to.
 *
 * @throws ShapeError if there are not two inputs, or their shapes do not broadcast
 * @see https://keras.io/api/layers/merging_layers/subtract/
 */
export class Subtract extends BaseMerge {
  static override readonly className: string = 'Subtract';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    return inputs.reduce((a, b) => tf.sub(a, b));
  }

  override computeOutputShape(inputShapes: readonly Shape[]): Shape {
    if (inputShapes.length !== 2) throw this.mismatch(inputShapes, 'exactly two shapes');
    return super.computeOutputShape(inputShapes);
  }
}

/** {@link Subtract} as a function. */
export function subtract<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: LayerConfig = {}): T {
  return applyMerge(new Subtract(config), inputs);
}
