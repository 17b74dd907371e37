import * as tf from '@tensorflow/tfjs-core';
import { gradient, savedTensor, sumToShape } from './tape.ts';

/** `|x|` is flat at 0, where tfjs-core's own gradient is -1. */
const abs = gradient({ kernelName: 'Abs', inputsToSave: ['x'] }, ({ dy, saved }) => ({
  x: () => tf.mul(dy, tf.sign(savedTensor(saved, 0))),
}));

/** `(a - b)²` with broadcasting. */
const squaredDifference = gradient({ kernelName: 'SquaredDifference', inputsToSave: ['a', 'b'] }, ({ dy, saved }) => {
  const [a, b] = [savedTensor(saved, 0), savedTensor(saved, 1)];
  const slope = (): tf.Tensor => tf.mul(tf.mul(dy, 2), tf.sub(a, b));
  return { a: () => sumToShape(slope(), a.shape), b: () => sumToShape(tf.neg(slope()), b.shape) };
});

export const arithmeticGradients: readonly tf.GradConfig[] = [abs, squaredDifference];
