import { library } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../engine/layer.ts';
import type { SymbolicTensor } from '../engine/symbolic-tensor.ts';
import { BaseMerge, applyMerge, mergeCounting, type MaskList } from './base-merge.ts';

/**
 * The largest entry of several tensors, entry by entry. Entries that a mask leaves out give way to those of the other inputs. Shapes: several that broadcast → the one they broadcast to.
 *
 * @throws ShapeError if the shapes do not broadcast
 * @see https://keras.io/api/layers/merging_layers/maximum/
 */
export class Maximum extends BaseMerge {
  static override readonly className: string = 'Maximum';
  static override readonly origin: symbol = library;
  static override readonly options: readonly string[] = [];

  constructor(config: LayerConfig = {}) {
    super(config);
  }

  protected override merge(inputs: Tensor[], masks: MaskList): Tensor {
    return mergeCounting(inputs, masks, tf.maximum);
  }
}

/** {@link Maximum} as a function. */
export function maximum<T extends Tensor | SymbolicTensor>(inputs: readonly T[], config: LayerConfig = {}): T {
  return applyMerge(new Maximum(config), inputs);
}
