import type { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `average * momentum + value * (1 - momentum)`. The value may have further axes of size 1. */
export function moveAverage(average: Variable, value: Tensor, momentum: number): void {
  const update = tf.mul(tf.reshape(value, average.shape), 1 - momentum);
  average.assign(tf.add(tf.mul(average.value, momentum), update));
}
