import * as tf from '@tensorflow/tfjs-core';
import { Initializer } from './initializer.ts';

/** All zeros (https://keras.io/api/layers/initializers/#zeros-class). */
export class Zeros extends Initializer {
  static override readonly className: string = 'Zeros';

  override call(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
    return tf.zeros([...shape], dtype);
  }
}
