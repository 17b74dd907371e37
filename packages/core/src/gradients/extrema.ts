import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor, sumToShape } from './tape.ts';

/** The larger (smaller) of two; equal ones give all of their gradient to `a`. tfjs-core's own forgets broadcast axes. */
function ofTwo(kernelName: string, isFirst: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): tf.GradConfig {
  return gradient({ kernelName, inputsToSave: ['a', 'b'] }, ({ dy, saved }) => {
    const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
    const first = (): tf.Tensor => tf.mul(dy, tf.cast(isFirst(a, b), 'float32'));
    return {
      a: () => sumToShape(first(), a.shape),
      b: () => sumToShape(tf.sub(dy, first()), b.shape),
    };
  });
}

/** tfjs calls the axes of `Max` by another name than those of `Min`. */
interface ReductionAttrs {
  reductionIndices?: number | number[];
  axis?: number | number[];
}

/** The largest (smallest) along axes; equal ones share the gradient, where tfjs-core's own gives all of it to each. */
function ofMany(kernelName: string): tf.GradConfig {
  return gradient<ReductionAttrs>(
    { kernelName, inputsToSave: ['x'], outputsToSave: [true] },
    ({ dy, saved, attrs: { reductionIndices, axis = reductionIndices } }) => {
      const [x, y] = [savedTensor(saved, 0), savedTensor(saved, 1)];
      const axes = tf.util.parseAxisParam(axis as number[], x.shape);
      const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
      return {
        x: () => {
          const isBest = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
          return tf.mul(isBest, tf.div(tf.reshape(dy, kept), tf.sum(isBest, axes, true)));
        },
      };
    },
  );
}

export const extremaGradients: readonly tf.GradConfig[] = [
  ofTwo('Maximum', tf.greaterEqual),
  ofTwo('Minimum', tf.lessEqual),
  ofMany('Max'),
  ofMany('Min'),
];
