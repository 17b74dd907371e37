import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Puts `dilations[i] - 1` zeros between neighbours along each leading axis i. */
export function dilate(x: Tensor, dilations: readonly number[]): Tensor {
  return dilations.reduce((result, dilation, axis) => {
    if (dilation === 1) return result;
    const size = result.shape[axis] ?? 1;
    const before = result.shape.slice(0, axis);
    const after = result.shape.slice(axis + 1);
    const [rows, rest] = [tf.util.sizeFromShape(before), tf.util.sizeFromShape(after)];
    const spread = tf.pad(tf.reshape(result, [rows, size, 1, rest]), [[0, 0], [0, 0], [0, dilation - 1], [0, 0]]); // prettier-ignore
    const length = (size - 1) * dilation + 1;
    const cut = tf.slice(tf.reshape(spread, [rows, size * dilation, rest]), [0, 0, 0], [rows, length, rest]);
    return tf.reshape(cut, [...before, length, ...after]);
  }, x);
}
