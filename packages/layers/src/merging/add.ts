import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge } from './base-merge.ts';

/**
 * The sum of several tensors, entry by entry. Shapes: several that broadcast → the one they broadcast to.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @see https://keras.io/api/layers/merging_layers/add/
 */
export class Add extends BaseMerge {
  static override readonly className: string = 'Add';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  protected override merge(inputs: Tensor[]): Tensor {
    return inputs.reduce((sum, x) => tf.add(sum, x));
  }
}

/** {@link Add} as a function. */
export function add<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: LayerConfig = {}): T {
  return applyMerge(new Add(config), inputs);
}
