import * as tf from '@tensorflow/tfjs-core';
import { Initializer } from './initializer.ts';

/** All ones (https://keras.io/api/layers/initializers/#ones-class). */
export class Ones extends Initializer {
  static override readonly className: string = 'Ones';

  override call(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
    return tf.ones([...shape], dtype);
  }
}
