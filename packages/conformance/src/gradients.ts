import { valueAndGradients } from '@argali/core';
import * as tf from '@tensorflow/tfjs-core';

/** The gradients of `Σ outputs · cotangents` with respect to `tensors`; the value itself is dropped. */
export function gradientsOf(
  f: () => tf.Tensor[],
  cotangents: readonly tf.Tensor[],
  tensors: readonly tf.Tensor[],
): (tf.Tensor | null)[] {
  const product = (): tf.Tensor =>
    tf.tidy(() => {
      const terms = f().flatMap((output, i) => {
        const cotangent = cotangents[i];
        return cotangent === undefined ? [] : [tf.sum(tf.mul(output, cotangent))];
      });
      return tf.addN(terms);
    });
  return valueAndGradients(product, tensors).gradients;
}
