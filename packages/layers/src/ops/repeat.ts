import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Every entry along `axis` `times` times in a row. */
export function repeat(x: Tensor, times: number, axis: number): Tensor {
  if (times === 1) return x;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const size = x.shape[axis] ?? 1;
  const rows = tf.reshape(x, [tf.util.sizeFromShape(before), size, 1, tf.util.sizeFromShape(after)]);
  return tf.reshape(tf.tile(rows, [1, 1, times, 1]), [...before, size * times, ...after]);
}
