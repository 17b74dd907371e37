import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge } from './base-merge.ts';

/**
 * The mean of several tensors, entry by entry. Shapes: several that broadcast → the one they broadcast to.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @see https://keras.io/api/layers/merging_layers/average/
 */
export class Average extends BaseMerge {
  static override readonly className: string = 'Average';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];
  override readonly castsIntegers: boolean = true;

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    const sum = inputs.reduce((total, x) => tf.add(total, x));
    return tf.div(sum, inputs.length);
  }
}

/** {@link Average} as a function. */
export function average<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: LayerConfig = {}): T {
  return applyMerge(new Average(config), inputs);
}
