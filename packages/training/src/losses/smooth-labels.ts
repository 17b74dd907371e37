import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Labels drawn towards the uniform distribution over `classes`: `labels (1 - smoothing) + smoothing / classes`. */
export function smoothLabels(labels: Tensor, smoothing: number, classes: number): Tensor {
  return smoothing === 0 ? labels : tf.add(tf.mul(labels, 1 - smoothing), smoothing / classes);
}
