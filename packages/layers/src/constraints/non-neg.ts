import * as tf from '@tensorflow/tfjs-core';
import { Constraint } from './constraint.ts';

/** Puts 0 in the place of negative values (https://keras.io/api/layers/constraints/#nonneg-class). */
export class NonNeg extends Constraint {
  static override readonly className: string = 'NonNeg';

  override call(weight: tf.Tensor): tf.Tensor {
    return tf.relu(weight);
  }
}
