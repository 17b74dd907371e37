import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge, maskLike, type MaskList } from './base-merge.ts';

/**
 * The product of several tensors, entry by entry. Entries that a mask leaves out count as 1, and as 0 where all masks leave
 * them out. Shapes: several that broadcast → the one they broadcast to.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @see https://keras.io/api/layers/merging_layers/multiply/
 */
export class Multiply extends BaseMerge {
  static override readonly className: string = 'Multiply';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  protected override merge(inputs: Tensor[], masks: MaskList): Tensor {
    const shaped = inputs.map((x, i) => (masks[i] ? maskLike(masks[i], x) : null));
    const factors = inputs.map((x, i) => (shaped[i] ? tf.where(shaped[i], x, tf.onesLike(x)) : x));
    const product = factors.reduce((all, x) => tf.mul(all, x));
    const counts = shaped.reduce((all, mask) => (all && mask ? tf.logicalOr(all, mask) : null));
    return counts === null ? product : tf.where(counts, product, tf.zerosLike(product));
  }
}

/** {@link Multiply} as a function. */
export function multiply<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: LayerConfig = {}): T {
  return applyMerge(new Multiply(config), inputs);
}
