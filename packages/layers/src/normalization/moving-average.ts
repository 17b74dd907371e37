import type { Variable } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** `average * momentum + value * (1 - momentum)`. */
export function moveAverage(average: Variable, value: Tensor, momentum: number): void {
  average.assign(tf.add(tf.mul(average.value, momentum), tf.mul(value, 1 - momentum)));
}
